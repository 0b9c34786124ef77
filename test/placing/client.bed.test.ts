// The real client against what we place: which texts it takes, how it makes its files, and what it leaves of ours.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { envChange } from '../../src/env/change.ts'
import { skippedByClient } from '../../src/env/claude-settings-check.ts'
import { settingsFile } from '../../src/placing/settings.ts'
import { clientVersions, part } from '../bed.ts'
import { type Bench, bench, connect, disconnect } from './bench.ts'

// Port 9 takes nothing: neither a model call nor telemetry leaves the process.
const A = envChange({
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
  OTEL_METRICS_EXPORTER: 'otlp',
})

let to: Bench
beforeEach(() => void (to = bench()))
afterEach(() => to.end())

function run(client: string, args: readonly string[]): string {
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: to.home,
    ANTHROPIC_API_KEY: 'x',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
    CLAUDE_CODE_MAX_RETRIES: '0',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  }
  const cwd = join(to.home, 'work')
  mkdirSync(cwd, { recursive: true })
  const { stdout, stderr } = spawnSync(client, args, {
    cwd,
    env,
    timeout: 40_000,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return stdout + stderr
}

function telemetryIsOn(client: string): boolean {
  const log = join(to.home, 'debug.log')
  run(client, ['-p', 'hi', '--debug-file', log])
  return /isTelemetryEnabled=true/.test(readFileSync(log, 'utf8'))
}

/** A command that makes the client write its user settings. */
function clientWrites(client: string): void {
  const market = join(to.home, 'work', 'market', '.claude-plugin')
  mkdirSync(market, { recursive: true })
  writeFileSync(
    join(market, 'marketplace.json'),
    JSON.stringify({ name: 'mk', owner: { name: 'x' }, plugins: [] }),
  )
  expect(run(client, ['plugin', 'marketplace', 'add', dirname(market)])).toMatch(/added/)
}

const texts = [
  null,
  '',
  ' \n',
  '{"model":"sonnet"}',
  '\uFEFF{"env": {"A": "b"}}\n',
  '{\r\n\t"env": {\r\n\t\t"A": 1\r\n\t}\r\n}',
  '{"a":1,"a":2}',
  '{} // remark\n',
  '{ /* remark */ }',
  '{"model":"sonnet",}',
]

describe.each(clientVersions)('client %s', (version) => {
  const client = part(`claude-${version}`)

  it.skipIf(client === null).each(texts)(
    'takes what we place, or we say that it does not: %j',
    async (text) => {
      if (text !== null) {
        mkdirSync(dirname(settingsFile(to.around)))
        writeFileSync(settingsFile(to.around), text)
      }
      const { notes } = await connect(to, A)
      const isSkipped = text !== null && skippedByClient(text) !== null
      expect(notes.length > 0).toBe(isSkipped)
      expect(telemetryIsOn(client!)).toBe(!isSkipped)
    },
  )
})

const newest = part(`claude-${clientVersions.at(-1)}`)

describe.skipIf(newest === null)('the newest client', () => {
  it.each([0o022, 0o002, 0o077])(
    'makes its folder and file with the modes that we give them, umask %o',
    async (umask) => {
      const old = process.umask(umask)
      try {
        const modes = (): number[] =>
          [dirname(settingsFile(to.around)), settingsFile(to.around)].map(
            (path) => statSync(path).mode & 0o777,
          )
        clientWrites(newest!)
        const theirs = modes()
        to.end()
        to = bench()
        await connect(to, A)
        expect(modes()).toEqual(theirs)
      } finally {
        process.umask(old)
      }
    },
  )

  it('writes the file anew after us; we take ours out and leave what it would have written alone', async () => {
    clientWrites(newest!)
    const alone = readFileSync(settingsFile(to.around), 'utf8').replaceAll(to.home, 'HOME')
    to.end()
    to = bench()
    await connect(to, A)
    clientWrites(newest!)
    expect(telemetryIsOn(newest!)).toBe(true)
    expect(await disconnect(to)).toMatchObject([{ done: true, change: { action: 'changed' } }])
    expect(readFileSync(settingsFile(to.around), 'utf8').replaceAll(to.home, 'HOME')).toBe(alone)
  })
})
