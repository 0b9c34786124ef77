// Whole texts for people, sealed: a change of wording is seen in a diff. To accept one: vitest run … --update
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OtlpRecorder, otlpRecorder } from '../fakes/otlp-recorder.ts'
import { type Ran, type Sealed, checkout, entry, sealed } from './sealed.ts'
import { setUpHome } from './stage.ts'

let recorder: OtlpRecorder
let good: Sealed
let empty: Sealed
beforeAll(async () => {
  recorder = await otlpRecorder()
  ;[good, empty] = await Promise.all([setUpHome(recorder.url, 0), sealed()])
})
afterAll(async () => {
  await Promise.all([good.remove(), empty.remove()])
  await recorder.close()
})

/** What differs from machine to machine and from run to run has one name in all of them. */
function sealedText(box: Sealed, line: string, { stdout, stderr, code }: Ran): string {
  const all = `$ claude-telemetry ${line}\n${stdout}--- conversation\n${stderr}--- code ${code}\n`
  return all
    .replaceAll(`node ${entry}`, 'claude-telemetry')
    .replaceAll(dirname(dirname(entry)), '/package')
    .replaceAll(box.home, '/home/user')
    .replaceAll(recorder.url, 'http://127.0.0.1:PORT')
    .replaceAll(/^Docker answers[^.]*\. /gm, '')
    .replaceAll(/^! warning claude-installed[^\n]*\n(?: {4}[^\n]*\n)*/gm, '')
}

const ofEmpty = [
  '--help',
  'init --help',
  'env --help',
  'init --dry-run --yes',
  'status',
  'env',
  'frobnicate',
  'doctor --list',
  'config show',
] as const
const ofGood = [
  'status',
  'config show',
  'connect --dry-run',
  'connect --to shell --shell bash --dry-run',
  'disconnect --dry-run',
  'uninstall --dry-run',
  'uninstall',
  'env --shell fish',
] as const
const cases = [
  ...ofEmpty.map((line) => ['empty', line] as const),
  ...ofGood.map((line) => ['set-up', line] as const),
]

it.each(cases)('%s: %s', async (where, line) => {
  const box = where === 'empty' ? empty : good
  const name = `${where}-${line.replaceAll(/[^a-z]+/g, '-')}`.replaceAll(/-+/g, '-')
  const file = join(checkout, 'test/golden', `${name}.txt`)
  if (process.env['CI'] !== undefined) expect(existsSync(file)).toBe(true)
  await expect(sealedText(box, line, await box.run(line.split(' ')))).toMatchFileSnapshot(file)
})

it.each(['init --dry-run --yes --engine remote', 'init --yes --engine remote'])(
  '%s',
  async (line) => {
    const box = await sealed()
    const ran = await box.run([...line.split(' '), '--endpoint', recorder.url])
    const file = join(checkout, 'test/golden', `${line.replaceAll(/[^a-z]+/g, '-')}.txt`)
    await expect(sealedText(box, line, ran)).toMatchFileSnapshot(file)
    await box.remove()
  },
)
