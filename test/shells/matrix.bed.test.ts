// Every shell that can run here, for real: values arrive, --unset gives back, a failing run changes nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { envChange } from '../../src/env/change.ts'
import { part } from '../bed.ts'
import { hostileValues } from './hostile.ts'
import { realShells } from './real-shells.ts'
import {
  type Bench,
  changeFile,
  clearBench,
  load,
  makeBench,
  reported,
  reportLine,
  runScript,
  typeLines,
} from './session.ts'

const limit = 120_000
const names = hostileValues.map((_, index) => `V_${index}`)
const hostile = Object.fromEntries(names.map((name, index) => [name, hostileValues[index] ?? '']))

let bench: Bench
beforeAll(async () => {
  bench = await makeBench()
}, limit)
afterAll(async () => clearBench(bench))

describe.each(realShells)('$part', (real) => {
  const at = part(real.part)
  const { shell } = real
  const say = (out: string): string => reportLine(bench, shell, `${real.part}-${out}`)
  const heard = (out: string): Promise<Readonly<Record<string, string>>> =>
    reported(bench, `${real.part}-${out}`)

  it.skipIf(at === null)(
    `hands ${names.length} hostile values to a child unchanged`,
    { timeout: limit },
    async () => {
      const change = await changeFile(bench, 'hostile', envChange(hostile))
      await runScript(bench, at!, real, [load(bench, shell, change), say('arrived')])
      expectSame(await heard('arrived'), hostile)
    },
  )

  // The others read typed lines from a terminal only; they have no history signs to trip over.
  if (real.typed !== null)
    it.skipIf(at === null)('takes the load line as it is typed', { timeout: limit }, async () => {
      const change = await changeFile(bench, 'hostile', envChange(hostile))
      await typeLines(bench, at!, real, [load(bench, shell, change), say('typed'), 'exit'])
      expectSame(await heard('typed'), hostile)
    })

  it.skipIf(at === null)(
    'gives back the former state, however often env was evaluated',
    { timeout: limit },
    async () => {
      const before = formerState()
      const first = await changeFile(
        bench,
        'first',
        envChange({ ...constant('A'), ONLY_FIRST: 'x', KEPT: 'the same' }),
      )
      const second = await changeFile(bench, 'second', envChange({ ...constant('B'), OTHER: null }))
      await runScript(
        bench,
        at!,
        real,
        [
          say('before'),
          load(bench, shell, first),
          load(bench, shell, first),
          say('first'),
          load(bench, shell, second),
          say('second'),
          load(bench, shell, second, ' --unset'),
          say('after'),
          load(bench, shell, first),
          load(bench, shell, first, ' --unset'),
          say('again'),
        ],
        before,
      )
      expectSame(await heard('first'), {
        ...constant('A'),
        ONLY_FIRST: 'x',
        KEPT: 'the same',
        OTHER: 'mine',
      })
      const atSecond = await heard('second')
      expectSame(atSecond, { ...constant('B'), KEPT: 'the same' })
      expect([atSecond['ONLY_FIRST'], atSecond['OTHER']]).toEqual([undefined, undefined])
      expect(steady(await heard('after'))).toEqual(steady(await heard('before')))
      expect(steady(await heard('again'))).toEqual(steady(await heard('before')))
      expectSame(await heard('after'), before)
    },
  )

  it.skipIf(at === null)(
    'removes what nothing is known of, also when asked twice',
    { timeout: limit },
    async () => {
      const change = await changeFile(bench, 'plain', envChange({ PLACED: 'x', NEVER_THERE: 'y' }))
      const unset = load(bench, shell, change, ' --unset')
      const ended = await runScript(bench, at!, real, [unset, unset, say('removed')], {
        PLACED: 'by a profile',
      })
      expect(ended.stderr).toBe('')
      const { PLACED, NEVER_THERE } = await heard('removed')
      expect([PLACED, NEVER_THERE]).toEqual([undefined, undefined])
    },
  )

  it.skipIf(at === null)('changes nothing when the run fails', { timeout: limit }, async () => {
    const change = await changeFile(bench, 'hostile', envChange(hostile))
    const status = join(bench.folder, `${real.part}-status`)
    const failing = real.attempt(load(bench, shell, change, ' --fail'), status)
    await runScript(bench, at!, real, [say('calm'), failing, say('failed')], { V_0: 'mine' })
    expect(steady(await heard('failed'))).toEqual(steady(await heard('calm')))
    expect((await readFile(status, 'utf8')).trim()).toMatch(real.statusOfFailure)
  })
})

it.skipIf(part('bash') === null)('would notice careless quoting', { timeout: limit }, async () => {
  const bash = realShells[0]!
  const careless = Object.entries(hostile).map(
    ([name, value]) => `export ${name}="${value}" 2>/dev/null`,
  )
  await runScript(bench, part('bash')!, bash, [
    ...careless.slice(0, 5),
    reportLine(bench, 'bash', 'careless'),
  ])
  const got = await reported(bench, 'careless')
  expect(names.slice(0, 5).filter((name) => got[name] !== hostile[name]).length).toBeGreaterThan(2)
})

/** Half of the names hold another value, which is as hostile; one holds nothing, one was never set. */
function formerState(): Record<string, string> {
  const half = names.filter((_, index) => index % 2 === 0)
  const held = half.map((name, index) => [
    name,
    hostileValues[(index * 7 + 3) % hostileValues.length] ?? '',
  ])
  return { ...Object.fromEntries(held), HELD_EMPTY: '', KEPT: 'the same', OTHER: 'mine' }
}

function constant(value: string): Record<string, string> {
  return Object.fromEntries([...names, 'HELD_EMPTY', 'NEVER_SET'].map((name) => [name, value]))
}

/** Named one by one: a difference of whole environments would print pages. */
function expectSame(
  got: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): void {
  const wrong = Object.entries(wanted).filter(([name, value]) => got[name] !== value)
  expect(wrong.map(([name, value]) => ({ name, value, got: got[name] }))).toEqual([])
}

/** Without what a shell changes by itself from one command to the next. */
function steady(env: Readonly<Record<string, string>>): Record<string, string> {
  const own = new Set([
    '_',
    'SHLVL',
    'PWD',
    'OLDPWD',
    'FILE_PWD',
    'CURRENT_FILE',
    'PROCESS_PATH',
    'LAST_EXIT_CODE',
    '_AST_FEATURES',
  ])
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.has(name)))
}
