// Many real clients at once while the engine is killed again and again: what was acknowledged is there, each point once.
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { clientVersions, part } from '../bed.ts'
import { fakeMessagesApi } from '../fakes/fake-messages-api.ts'
import { type OtlpForwarder, otlpForwarder } from '../fakes/otlp-forwarder.ts'
import { scale } from '../scale.ts'
import { expectBalanced } from './comparing.ts'
import { turns } from './conversation.ts'
import { type Engine, engine } from './engine.ts'
import { kinds, type Lane, lane, type LaneRun, protocols } from './lane.ts'
import { storedIn } from './stored.ts'
import { type Outcome, table } from './table.ts'
import { truthOf } from './truth.ts'

const missing = clientVersions.some((version) => part(`claude-${version}`) === null)
const patience = 20 * 60_000

test.skipIf(missing)('acknowledged ⊆ stored ⊆ sent', { timeout: patience + 120_000 }, async () => {
  const one = await engine()
  const forwarder = await otlpForwarder(one)
  onTestFinished(forwarder.close)
  const lanes = await lanesInFrontOf(forwarder)

  const storm = { kills: 0, runs: [] as LaneRun[], end: Date.now() + patience }
  const isOver = (): boolean =>
    Date.now() > storm.end ||
    (storm.kills >= scale.engineKills && storm.runs.length >= scale.clientRuns)
  await Promise.all([
    ...lanes.map((each, at) => runUntil(each, at, isOver, storm.runs)),
    killUntil(
      one,
      forwarder,
      () => isOver(),
      () => void (storm.kills += 1),
    ),
  ])
  const totals = await one.totals()
  await one.down()

  const truth = truthOf(forwarder.passed)
  const stored = await storedIn(one.folder)
  const log = await readFile(one.log, 'utf8')
  const outcome: Outcome = {
    ...storm,
    ...expectBalanced(truth, stored, totals),
    contradicted: log.match(/Two values/g)?.length ?? 0,
  }
  process.stdout.write(table(outcome))
  expect(storm.kills).toBeGreaterThanOrEqual(scale.engineKills)
  expect(storm.runs.length).toBeGreaterThanOrEqual(scale.clientRuns)
  for (const { kind, code, stderr, timedOut } of storm.runs) {
    expect(timedOut).toBe(false)
    if (kind !== 'SIGTERM' && kind !== 'SIGKILL') expect(code, stderr).toBe(0)
  }
  expect((await readdir(one.folder)).filter((name) => name.includes('damaged'))).toEqual([])
  expect(log).not.toMatch(/damaged/)
  // Two processes of one session may name two events alike; two windows never.
  expect(log).not.toMatch(/Two values.* metric/)
  expect(outcome.points.acknowledged).toBeGreaterThan(scale.clientRuns * 5)
})

async function lanesInFrontOf(forwarder: OtlpForwarder): Promise<Lane[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ct-storm-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'note.txt'), 'A note.\n')
  const api = await fakeMessagesApi(turns(scale.stormTurns, join(folder, 'note.txt')))
  onTestFinished(api.close)
  const lanes = await Promise.all(
    [...clientVersions, ...clientVersions].slice(0, 3).map((version) =>
      lane({
        version,
        api: api.url,
        endpoint: (protocol) => (protocol === 'grpc' ? forwarder.grpc : forwarder.http),
      }),
    ),
  )
  onTestFinished(async () => void (await Promise.all(lanes.map(({ remove }) => remove()))))
  return lanes
}

async function runUntil(
  each: Lane,
  at: number,
  isOver: () => boolean,
  runs: LaneRun[],
): Promise<void> {
  for (let turn = 0; !isOver(); turn += 1) {
    const kind = kinds[turn % kinds.length] ?? 'plain'
    const protocol = protocols[(turn + at + Math.floor(turn / kinds.length)) % protocols.length]
    runs.push(...(await each.run(kind, protocol ?? 'grpc')))
  }
}

/** At any moment; while an export is on its way; and in the moment of an acknowledgement. */
async function killUntil(
  one: Engine,
  forwarder: OtlpForwarder,
  isOver: () => boolean,
  killed: () => void,
): Promise<void> {
  for (let turn = 0; !isOver(); turn += 1) {
    await pause(1000 + Math.random() * 3500)
    if (turn % 3 === 0) await forwarder.next('acknowledged', 3000)
    if (turn % 3 === 1) {
      await forwarder.next('passed on', 3000)
      await pause(Math.random() * 12)
    }
    await one.kill()
    killed()
    await pause(Math.random() * 300)
    await one.up()
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
