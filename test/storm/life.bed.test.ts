// How clients really live: typed at, cleared, resumed, continued, killed, restarted under. What they say is what we show.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clientVersions, part } from '../bed.ts'
import { fakeMessagesApi, type FakeMessagesApi } from '../fakes/fake-messages-api.ts'
import { type OtlpForwarder, otlpForwarder } from '../fakes/otlp-forwarder.ts'
import { ended, tmux } from '../program/terminal.ts'
import { type ClientVersion, runClient } from '../real-client/client.ts'
import { connected, given } from '../real-client/stage.ts'
import { type Balance, expectBalanced } from './comparing.ts'
import { turns } from './conversation.ts'
import { type Engine, engine, type Total } from './engine.ts'
import { interactive } from './interactive.ts'
import { storedIn } from './stored.ts'
import { type Truth, truthOf } from './truth.ts'

const missing = clientVersions.some((version) => part(`claude-${version}`) === null)
const limit = 240_000
const often = { OTEL_METRIC_EXPORT_INTERVAL: '400', OTEL_LOGS_EXPORT_INTERVAL: '200' }
type Totals = ReadonlyMap<string, Total>

describe.skipIf(missing).each(clientVersions)('the client %s', (version) => {
  test.skipIf(tmux === null)(
    'two prompts, /clear, one more, /exit',
    { timeout: limit },
    async () => {
      const { one, api, forwarder, env } = await scene(1)
      const { term, say } = await interactive(version, { api: api.url, env })
      for (const [at, line] of ['One.', 'Two.', '/clear', 'Three.'].entries()) {
        await term.until(/^❯\s*$/m, 60_000)
        await say(line)
        await until(() => answered(api) >= [1, 2, 2, 3][at]!)
      }
      await term.until(/^❯\s*$/m, 60_000)
      await say('/exit')
      await term.until(ended, 60_000)

      const { totals, truth } = await settledDown(one, forwarder)
      expectTokens(totals, api)
      // A cleared session has a new name, and is not counted as a start.
      expect(new Set(sessionsOf(truth, 'claude_code.token.usage')).size).toBe(2)
      expect(totals.get('claude_code.session.count')?.by).toMatchObject({
        start_type: { fresh: 1 },
      })
    },
  )

  test('--resume and --continue', { timeout: limit }, async () => {
    const { one, api, forwarder, run } = await scene()
    const first = await run(version)
    const session = String(JSON.parse(first.stdout).session_id)
    await run(version, ['--resume', session])
    await run(version, ['--continue'])
    const { totals, truth } = await settledDown(one, forwarder)
    expectTokens(totals, api)
    expect(totals.get('claude_code.session.count')).toMatchObject({
      total: 3,
      by: { start_type: { fresh: 1, resume: 1, continue: 1 } },
    })
    expect(new Set(sessionsOf(truth, 'claude_code.token.usage'))).toEqual(new Set([session]))
    // Who continues is counted under a name that is not used again.
    expect(new Set(sessionsOf(truth, 'claude_code.session.count')).size).toBe(2)
  })
})

describe.skipIf(missing)('the engine and the client 2.1.329', () => {
  const version = '2.1.329'

  test('killed while it exports', { timeout: limit }, async () => {
    const { one, forwarder, run } = await scene(30)
    const cut = new AbortController()
    const running = run(version, [], cut.signal)
    await forwarder.next('acknowledged', 60_000)
    await forwarder.next('passed on', 60_000)
    cut.abort()
    expect(await running).toMatchObject({ signal: 'SIGKILL' })
    const { points } = await settledDown(one, forwarder)
    expect(points.acknowledged).toBeGreaterThan(0)
  })

  test('the engine is restarted under it', { timeout: limit }, async () => {
    const { one, forwarder, run } = await scene(30)
    const running = run(version)
    await forwarder.next('acknowledged', 60_000)
    await one.restart()
    expect(await running).toMatchObject({ code: 0 })
    const { points } = await settledDown(one, forwarder)
    expect(points.acknowledged).toBeGreaterThan(0)
  })

  test('started before the engine', { timeout: limit }, async () => {
    const { one, api, forwarder, run } = await scene(40)
    await one.down()
    const running = run(version)
    await forwarder.next('passed on', 60_000)
    await one.up()
    expect(await running).toMatchObject({ code: 0 })
    const { points, totals } = await settledDown(one, forwarder)
    expect(points.acknowledged).toBeGreaterThan(0)
    const shown = totals.get('claude_code.token.usage')?.by['type']?.['output'] ?? 0
    expect(shown).toBeGreaterThan(0)
    expect(shown).toBeLessThanOrEqual(given(api).output_tokens)
  })
})

async function scene(count = 2) {
  const home = await mkdtemp(join(tmpdir(), 'ct-life-'))
  await writeFile(join(home, 'note.txt'), 'A note.\n')
  const api = await fakeMessagesApi(turns(count, join(home, 'note.txt')))
  const one = await engine()
  const forwarder = await otlpForwarder(one)
  onTestFinished(async () => {
    await Promise.all([api.close(), forwarder.close()])
    await rm(home, { recursive: true, force: true, maxRetries: 3 })
  })
  const env = { ...connected(forwarder.http, 'http/protobuf'), ...often }
  const run = (version: ClientVersion, args: readonly string[] = [], signal?: AbortSignal) =>
    runClient({
      version,
      home,
      api: api.url,
      env,
      args: ['--output-format', 'json', ...args],
      limit: 120_000,
      ...(signal && { killedBy: signal }),
    })
  return { one, api, forwarder, env, run }
}

interface Settled {
  readonly truth: Truth
  readonly totals: Totals
  readonly points: Balance
}

async function settledDown(one: Engine, forwarder: OtlpForwarder): Promise<Settled> {
  const totals = await one.totals()
  await one.down()
  const truth = truthOf(forwarder.passed)
  expect(await readFile(one.log, 'utf8')).not.toMatch(/damaged|Two values/)
  return { truth, totals, ...expectBalanced(truth, await storedIn(one.folder), totals) }
}

function expectTokens(totals: Totals, api: FakeMessagesApi): void {
  const shown = totals.get('claude_code.token.usage')?.by['type'] ?? {}
  const truth = given(api)
  expect(shown).toEqual({
    input: truth.input_tokens,
    output: truth.output_tokens,
    cacheRead: truth.cache_read_input_tokens,
    cacheCreation: truth.cache_creation_input_tokens,
  })
}

function sessionsOf({ points }: Truth, name: string): string[] {
  return [...points.sent.keys()]
    .map((identity) => JSON.parse(identity) as [string, [string, string][]])
    .filter(([metric]) => metric === name)
    .map(([, labels]) => Object.fromEntries(labels)['session.id'] ?? '')
}

/** Answers that end a turn: one for each prompt. */
function answered(api: FakeMessagesApi): number {
  return api.ledger.filter(({ answer }) => answer !== 'hang' && 'text' in answer).length
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !holds();) {
    if (Date.now() > end) throw new Error('It never came.')
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}
