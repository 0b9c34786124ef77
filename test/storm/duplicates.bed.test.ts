// Whatever comes twice counts once: all of it sent again and again, and answers that the client never heard.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clientVersions, part } from '../bed.ts'
import { fakeMessagesApi } from '../fakes/fake-messages-api.ts'
import { passOnGrpc } from '../fakes/otlp-forwarder-grpc.ts'
import {
  type Instead,
  type OtlpForwarder,
  otlpForwarder,
  type Passed,
  passOnHttp,
} from '../fakes/otlp-forwarder.ts'
import type { ClientVersion } from '../real-client/client.ts'
import { expectBalanced } from './comparing.ts'
import { turns } from './conversation.ts'
import { type Engine, engine } from './engine.ts'
import { type Lane, lane, type Protocol, protocols } from './lane.ts'
import { storedIn } from './stored.ts'
import { truthOf } from './truth.ts'

const missing = clientVersions.some((version) => part(`claude-${version}`) === null)
const limit = 180_000

describe.skipIf(missing)('what comes twice', () => {
  test('all exports again, twice, at once and in any order', { timeout: limit }, async () => {
    const { one, forwarder, lanes } = await scene()
    for (const each of lanes)
      await Promise.all(protocols.map((protocol) => each.run('plain', protocol)))
    const sent = [...forwarder.passed]
    expect(sent.every(({ answer }) => answer === 'acknowledged')).toBe(true)
    const truth = truthOf(sent)
    const rows = truth.points.sent.size + truth.events.sent.size
    const before = await one.totals()

    await sendAgain(one, shuffled([...sent, ...sent]))
    expect(sums(await one.totals())).toEqual(sums(before))
    expect(await one.counter('rows_repeated')).toBe(2 * rows)
    expect(await one.counter('rows_contradicted')).toBe(0)

    await one.kill()
    await one.up()
    await sendAgain(one, shuffled(sent))
    const after = await one.totals()
    expect(sums(after)).toEqual(sums(before))
    expect(await one.counter('rows_repeated')).toBe(rows)
    await one.down()
    const { points, events } = expectBalanced(truth, await storedIn(one.folder), after)
    expect(points.stored + events.stored).toBe(rows)
  })

  const cases = clientVersions.flatMap((version, at) =>
    protocols.map((protocol) => [at === 0 ? 'cut' : 'unavailable', protocol, version] as const),
  )
  test.each(cases)('%s instead of the answer, over %s, %s', { timeout: limit }, unheard)
})

/** Each export's first answer is lost. This client comes again only for a 503 over HTTP. */
async function unheard(
  instead: Instead,
  protocol: Protocol,
  version: ClientVersion,
): Promise<void> {
  const { one, forwarder, lanes } = await scene([version])
  const heard = new Set<string>()
  forwarder.lose(({ message }) => {
    const body = message.toString('base64')
    const isFirst = !heard.has(body)
    heard.add(body)
    return isFirst
  }, instead)
  const [ran] = (await lanes[0]?.run('plain', protocol)) ?? []
  expect(ran?.code, ran?.stderr).toBe(0)
  const repeated = await one.counter('rows_repeated')
  const totals = await one.totals()
  await one.down()
  const truth = truthOf(forwarder.passed)
  const { points, events } = expectBalanced(truth, await storedIn(one.folder), totals)
  expect(points.sent).toBe(points.stored)
  expect(events.sent).toBe(events.stored)
  const again = forwarder.passed.length - heard.size
  expect(repeated > 0).toBe(again > 0)
  if (instead === 'unavailable' && protocol !== 'grpc') expect(again).toBeGreaterThan(0)
}

async function scene(
  versions: readonly ClientVersion[] = clientVersions,
): Promise<{ one: Engine; forwarder: OtlpForwarder; lanes: Lane[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'ct-twice-'))
  await writeFile(join(folder, 'note.txt'), 'A note.\n')
  const api = await fakeMessagesApi(turns(3, join(folder, 'note.txt')))
  const one = await engine()
  const forwarder = await otlpForwarder(one)
  const endpoint = (protocol: Protocol): string =>
    protocol === 'grpc' ? forwarder.grpc : forwarder.http
  const lanes = await Promise.all(
    versions.map((version) => lane({ version, api: api.url, endpoint })),
  )
  onTestFinished(async () => {
    await Promise.all([api.close(), forwarder.close(), ...lanes.map(({ remove }) => remove())])
    await rm(folder, { recursive: true, force: true })
  })
  return { one, forwarder, lanes }
}

async function sendAgain(one: Engine, exports: readonly Passed[]): Promise<void> {
  await Promise.all(
    exports.map(async (each) => {
      const { status } =
        each.over === 'http' ? await passOnHttp(one.http, each) : await passOnGrpc(one.grpc, each)
      expect(status).toBe(each.over === 'http' ? 200 : 0)
    }),
  )
}

function sums(totals: Awaited<ReturnType<Engine['totals']>>): [string, number | null][] {
  return [...totals].map(([name, { total }]) => [name, total])
}

function shuffled<One>(all: readonly One[]): One[] {
  return all
    .map((one) => ({ one, place: Math.random() }))
    .toSorted((some, other) => some.place - other.place)
    .map(({ one }) => one)
}
