// The client's clock is wrong: totals are exact all the same, times are believed within bounds, and repeats are known.
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { part } from '../bed.ts'
import { fakeMessagesApi, type FakeMessagesApi } from '../fakes/fake-messages-api.ts'
import {
  type OtlpForwarder,
  otlpForwarder,
  type Passed,
  passOnHttp,
} from '../fakes/otlp-forwarder.ts'
import { readEvents, readPoints } from '../fakes/otlp-reading.ts'
import { type ClientVersion, runClient } from '../real-client/client.ts'
import { connected, given } from '../real-client/stage.ts'
import { turns } from './conversation.ts'
import { type Engine, engine, type Total } from './engine.ts'
import { storedIn } from './stored.ts'

const faketime = part('faketime')
const versions = ['2.1.329', '2.1.197'] as const
const missing = faketime === null || versions.some((version) => part(`claude-${version}`) === null)
const limit = 240_000
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
/** Between the client's look at its clock and our receipt. */
const onTheWay = 30_000

const cases: readonly [clock: string, version: ClientVersion, offset: number, believed: boolean][] =
  [
    ['+1h', '2.1.329', hour, false],
    ['-1d', '2.1.197', -day, true],
    ['-7d', '2.1.329', -7 * day, false],
  ]

describe.skipIf(missing)("the client's clock", () => {
  test.each(cases)('%s, %s', { timeout: limit }, async (clock, version, offset, believed) => {
    const { one, api, forwarder, run } = await scene()
    const ran = await run(version, { FAKETIME: clock })
    expect(ran.code, ran.stderr).toBe(0)
    const times = timesIn(forwarder.passed)
    for (const { said, came } of times)
      expect(Math.abs(said - offset - came)).toBeLessThan(onTheWay)
    expectTokens(await one.totals(), api)
    expect(await one.counter('times_clamped')).toBe(believed ? 0 : times.length)
    await expectRepeatsKnown(one, forwarder)
    await one.down()
    const { ends, rows } = await storedIn(one.folder)
    expect(rows.points + rows.events).toBe(times.length)
    const shift = believed ? offset : 0
    for (const end of ends) {
      expect(end).toBeGreaterThan(forwarder.passed[0]!.at + shift - onTheWay)
      expect(end).toBeLessThanOrEqual(forwarder.passed.at(-1)!.at + shift + onTheWay)
    }
  })

  test('jumping back and forth', { timeout: limit }, async () => {
    const { one, api, forwarder, run, folder } = await scene(40)
    const file = join(folder, 'clock')
    await writeFile(file, '+0')
    const jumps = ['-1d', '+1h', '-7d', '-2m', '+0']
    let jump = 0
    const timer = setInterval(
      () => void writeFile(file, jumps[(jump += 1) % jumps.length] ?? '+0'),
      400,
    )
    const ran = await run('2.1.329', { FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1' })
    clearInterval(timer)
    expect(ran.code, ran.stderr).toBe(0)
    expectTokens(await one.totals(), api)
    const offsets = timesIn(forwarder.passed).map(({ said, came }) => said - came)
    const isFar = (offset: number): boolean => offset > 5 * minute || offset < -144 * hour
    expect(offsets.some(isFar)).toBe(true)
    expect(await one.counter('times_clamped')).toBe(offsets.filter(isFar).length)
    await expectRepeatsKnown(one, forwarder)
    await one.down()
    const { rows } = await storedIn(one.folder)
    expect(rows.points + rows.events).toBe(offsets.length)
  })
})

/** All of it again, at once and after the engine was killed: nothing is added. */
async function expectRepeatsKnown(one: Engine, { passed }: OtlpForwarder): Promise<void> {
  const before = await one.totals()
  for (const kill of [false, true]) {
    if (kill) {
      await one.kill()
      await one.up()
    }
    for (const each of passed) expect((await passOnHttp(one.http, each)).status).toBe(200)
    const after = await one.totals()
    for (const [name, { total }] of after) expect(total, name).toBe(before.get(name)?.total)
  }
}

interface Time {
  readonly said: number
  readonly came: number
}

function timesIn(passed: readonly Passed[]): Time[] {
  return passed.flatMap(({ signal, message, at }) => {
    const said =
      signal === 'metrics'
        ? readPoints(message, false).map(({ end }) => end)
        : readEvents(message, false).map((event) => event.at)
    return said.map((each) => ({ said: each, came: at }))
  })
}

function expectTokens(totals: ReadonlyMap<string, Total>, api: FakeMessagesApi): void {
  const shown = totals.get('claude_code.token.usage')?.by['type'] ?? {}
  const truth = given(api)
  expect([shown['input'], shown['output'], shown['cacheRead'], shown['cacheCreation']]).toEqual([
    truth.input_tokens,
    truth.output_tokens,
    truth.cache_read_input_tokens,
    truth.cache_creation_input_tokens,
  ])
}

async function scene(count = 6) {
  const folder = await mkdtemp(join(tmpdir(), 'ct-clock-'))
  await writeFile(join(folder, 'note.txt'), 'A note.\n')
  const api = await fakeMessagesApi(turns(count, join(folder, 'note.txt')))
  const one = await engine()
  const forwarder = await otlpForwarder(one)
  onTestFinished(async () => {
    await Promise.all([api.close(), forwarder.close()])
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  })
  const often = { OTEL_METRIC_EXPORT_INTERVAL: '400', OTEL_LOGS_EXPORT_INTERVAL: '200' }
  const run = (version: ClientVersion, clock: Readonly<Record<string, string>>) =>
    runClient({
      version,
      home: folder,
      api: api.url,
      env: { ...connected(forwarder.http, 'http/protobuf'), ...often, ...fakedBy(), ...clock },
      args: ['--output-format', 'json'],
      limit: 120_000,
    })
  return { one, api, forwarder, run, folder }
}

/** What the program would set, for many threads; the clock by which timers run stays as it is. */
function fakedBy(): Record<string, string> {
  const args = ['-f', '+0', 'printenv', 'LD_PRELOAD']
  const single = execFileSync(faketime ?? '', args, { encoding: 'utf8', timeout: 20_000 })
  return {
    LD_PRELOAD: single.trim().replace('libfaketime.so', 'libfaketimeMT.so'),
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  }
}
