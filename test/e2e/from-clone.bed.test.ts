// The whole way of a stranger: a fresh clone, one command, the real client that delivers, and no trace afterwards.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientVersions, part } from '../bed.ts'
import { eventsOf, pointsOf } from '../fakes/otlp-json.ts'
import { checkout, sealed, treeOf } from '../program/sealed.ts'
import { given, stage } from '../real-client/stage.ts'

const minutes = 60_000
const folder = mkdtempSync(join(tmpdir(), 'ct-clone-'))
const clone = join(folder, 'clone')

beforeAll(() => {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', checkout, clone])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** npm keeps its cache in HOME: outside of it, or it would be all that a comparison sees. */
const npmApart = { npm_config_cache: join(folder, 'npm'), npm_config_update_notifier: 'false' }

const userFiles: Readonly<Record<string, string>> = {
  '.bashrc': 'alias ll="ls -l"',
  '.claude/settings.json': '{\r\n\t"model": "sonnet",\r\n\t"hooks": {}\r\n}',
}

async function seed(home: string): Promise<void> {
  await mkdir(join(home, '.claude'), { recursive: true })
  for (const [path, text] of Object.entries(userFiles)) await writeFile(join(home, path), text)
}

/** What the client writes differs from run to run in names of sessions and in what they say: kinds and modes do not. */
function comparable(tree: Record<string, string>): string[] {
  return Object.entries(tree)
    .map(([path, what]) => {
      const plain = path
        .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}/g, '<id>')
        .replace(/ct-(?:client|home)-\w+/g, '<home>')
        .replace(/\d{6,}/g, '<number>')
      const isTheirs = Object.keys(userFiles).includes(path.slice(1))
      return `${plain} ${isTheirs ? what : what.split(' ').slice(0, 2).join(' ')}`
    })
    .sort()
}

describe.each(clientVersions)('with the client %s', (version) => {
  const missing = part(`claude-${version}`) === null

  test.skipIf(missing).each([
    ['an empty HOME', async () => undefined],
    ['a HOME in use', seed],
  ] as const)('from a fresh clone, in %s', { timeout: 10 * minutes }, async (_, prepare) => {
    const { api, recorder, run, home } = await stage()
    await prepare(home)
    const ours = await sealed({ ...npmApart, HOME: home })
    const url = recorder.url
    const started = await ours.run(
      ['start', '--', '--yes', '--engine', 'remote', '--endpoint', url, '--protocol', 'http/json'],
      { command: ['npm'], cwd: clone, limit: 8 * minutes },
    )
    expect(started).toMatchObject({ code: 0 })
    const placed = JSON.parse(await readFile(join(home, '.claude', 'settings.json'), 'utf8'))
    expect(placed.env).toMatchObject({ OTEL_EXPORTER_OTLP_ENDPOINT: url })

    const before = recorder.exports.length
    expect(await run(version)).toMatchObject({ code: 0, timedOut: false })
    const points = pointsOf(recorder.of('metrics')).filter(({ name }) =>
      name.startsWith('claude_code.'),
    )
    const input = points
      .filter(
        ({ name, attributes }) =>
          name === 'claude_code.token.usage' && attributes['type'] === 'input',
      )
      .reduce((sum, { value }) => sum + value, 0)
    expect(recorder.exports.length).toBeGreaterThan(before)
    expect(input).toBe(given(api).input_tokens)
    expect(eventsOf(recorder.of('logs')).map(({ name }) => name)).toContain(
      'claude_code.api_request',
    )

    const starter = join(home, '.local', 'share', 'claude-telemetry', 'bin', 'claude-telemetry')
    const left = await ours.run(['uninstall', '--yes'], { command: [starter] })
    expect(left).toMatchObject({ code: 0 })

    const control = await stage()
    await prepare(control.home)
    expect(await control.run(version)).toMatchObject({ code: 0, timedOut: false })
    expect(comparable(await treeOf(home))).toEqual(comparable(await treeOf(control.home)))
    expect(control.recorder.exports).toEqual([])
    await ours.remove()
  })
})
