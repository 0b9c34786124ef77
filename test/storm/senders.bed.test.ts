// Official OpenTelemetry SDKs as senders: every protocol, packed or not, deltas and running totals, each fact once.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { receive } from '../../src/embedded/receiver/receive.ts'
import { openStore, type Store } from '../../src/embedded/store/store.ts'
import { Problem } from '../../src/errors.ts'
import { openOnLoopback } from '../fakes/loopback.ts'
import { engine } from './engine.ts'
import { type Language, languages, logs, rounds, send, sender, type Sending } from './senders.ts'

const limit = 240_000

/** No SDK for Python speaks JSON. */
const protocolsOf = {
  js: ['http/protobuf', 'http/json', 'grpc'],
  python: ['http/protobuf', 'grpc'],
} as const

/** Every protocol with every temporality; packed and not in turn. */
function sendings(language: Language): Omit<Sending, 'endpoint'>[] {
  return protocolsOf[language].flatMap((protocol, at) =>
    (['delta', 'cumulative'] as const).map((temporality, other) => {
      const compression = (at + other) % 2 === 0 ? ('gzip' as const) : ('none' as const)
      const service = [language, protocol, temporality, compression].join(' ')
      return { protocol, temporality, compression, service }
    }),
  )
}

describe.each(languages)('the SDK for %s', (language) => {
  const missing = sender[language] === null

  test.skipIf(missing)('stored is what was recorded', { timeout: limit }, async () => {
    const one = await engine()
    const all = sendings(language)
    for (const sending of all) {
      const endpoint = `http://127.0.0.1:${sending.protocol === 'grpc' ? one.grpc : one.http}`
      expect(await send(language, { ...sending, endpoint })).toEqual([])
    }
    const totals = await one.totals()
    expect([...totals.values()].map(({ total }) => total)).toEqual([...totals].map(() => null))
    await one.down()
    const store = await opened(one.folder)
    for (const { service, temporality } of all) {
      const [last] = temporality === 'delta' ? await deltas(store, service) : []
      expect(last, service).toEqual(temporality === 'delta' ? { a: 9, b: 2.5, rows: 3 } : undefined)
      await expectLevels(store, service, temporality)
      await expectLogs(store, service)
    }
  })

  test.skipIf(missing)(
    'running totals under a name of Claude Code are refused, said and counted',
    { timeout: limit },
    async () => {
      const one = await engine()
      for (const protocol of protocolsOf[language]) {
        const endpoint = `http://127.0.0.1:${protocol === 'grpc' ? one.grpc : one.http}`
        const wish = { endpoint, protocol, compression: 'gzip', service: 'x' } as const
        const round = { ...rounds[0]!, ours: 1000 }
        const said = await send(language, { ...wish, temporality: 'cumulative' }, [round])
        // The SDK for Python reads the answer, and keeps what it says to itself.
        if (language === 'js') expect(said.join('\n')).toMatch(/cumulative: 1/)
      }
      const totals = await one.totals()
      expect(totals.get('claude_code.token.usage')?.total).toBeNull()
      // Once when flushed and once at the end, which shuts down with another export.
      const refused = await one.counter('points_refused', '{reason="cumulative"}')
      expect(refused).toBeGreaterThanOrEqual(protocolsOf[language].length)
    },
  )

  const refusals = [
    ...protocolsOf[language].map((protocol) => [protocol, 'store-closed'] as const),
    ...(['store-full', 'store-busy'] as const).map((why) => ['http/protobuf', why] as const),
  ]
  test.skipIf(missing).each(refusals)(
    'turned away at first, over %s, with %s: each fact once',
    { timeout: limit },
    async (protocol, why) => {
      const store = await opened(await folderOfItsOwn())
      let turnedAway = 0
      const receiver = receive({
        write: (batch) => {
          if (turnedAway++ % 2 === 1) return store.write(batch)
          return Promise.reject(new Problem(why, 'as if it were'))
        },
      })
      const http = await openOnLoopback(createServer(receiver.http))
      const grpc = await receiver.grpc('127.0.0.1', 0)
      onTestFinished(async () => void (await Promise.all([http.close(), grpc?.close(0)])))
      const endpoint = protocol === 'grpc' ? `http://127.0.0.1:${grpc?.port}` : http.url
      const sending = { endpoint, protocol, compression: 'none', temporality: 'delta' } as const
      await send(language, { ...sending, service: 'again' })
      expect(turnedAway).toBeGreaterThan(3)
      const [found] = await deltas(store, 'again')
      // There the SDK never does.
      const comesAgain = !(language === 'js' && protocol === 'grpc')
      if (comesAgain) expect(found).toEqual({ a: 9, b: 2.5, rows: 3 })
      expect((await store.health()).repeated).toBe(0)
    },
  )
})

async function folderOfItsOwn(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ct-senders-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function opened(folder: string): Promise<Store> {
  const store = await openStore(folder)
  onTestFinished(() => store.close())
  return store
}

const ofService = `JOIN metric ON metric.id = metric JOIN labelset l ON l.id = labelset
  WHERE json_extract(l.key, '$."service.name"') = ?`

function deltas(store: Store, service: string) {
  return store.query(
    `SELECT total(value) FILTER (WHERE json_extract(l.key, '$.route') = 'a') AS a,
      total(value) FILTER (WHERE json_extract(l.key, '$.route') = 'b') AS b, count(*) AS rows
      FROM delta ${ofService} AND name = 'foreign.requests' HAVING rows > 0`,
    [service],
  )
}

/** Everything that stands for itself: the last value of each is the one that was recorded last. */
async function expectLevels(
  store: Store,
  service: string,
  temporality: Sending['temporality'],
): Promise<void> {
  const rows = await store.query(
    `SELECT name || ifnull(' ' || json_extract(l.key, '$.route'), '') AS name, value
      FROM level ${ofService} ORDER BY at`,
    [service],
  )
  const seen: Record<string, number[]> = {}
  for (const { name, value } of rows) (seen[String(name)] ??= []).push(Number(value))
  const states = { 'foreign.open': [3, 1], 'foreign.temperature': [21.5, -4.25] }
  const running = { 'foreign.requests a': [4, 9], 'foreign.requests b': [2.5] }
  const expected = temporality === 'delta' ? states : { ...states, ...running }
  expect(
    Object.fromEntries(Object.entries(seen).map(([name, of]) => [name, [...new Set(of)]])),
    service,
  ).toEqual(expected)
  const spread = await store.query(
    `SELECT max(count) AS count FROM distribution ${ofService} AND name = 'foreign.latency'`,
    [service],
  )
  expect(spread, service).toEqual([{ count: temporality === 'delta' ? 3 : 4 }])
}

async function expectLogs(store: Store, service: string): Promise<void> {
  const rows = await store.query(
    `SELECT e.rest AS rest FROM event e JOIN labelset l ON l.id = e.identity
      WHERE json_extract(l.key, '$."service.name"') = ? ORDER BY at, e.id`,
    [service],
  )
  // A line may be a prompt, so it is not kept.
  const kept = rows.map(({ rest }) => JSON.parse(String(rest)) as object)
  expect(kept, service).toMatchObject(logs.map(({ attributes }) => attributes))
  for (const each of kept) expect(each).not.toHaveProperty('body')
}
