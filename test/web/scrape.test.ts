// /metrics with labels that want to break it, with too many of them, with a store that is ill, and over a long life.
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { everySumSql } from '../../src/dashboards/sql-all.ts'
import { emptyTally } from '../../src/embedded/receiver/counters.ts'
import { openStore, type Store } from '../../src/embedded/store/store.ts'
import { Problem } from '../../src/errors.ts'
import type { Delta } from '../../src/ledger/record.ts'
import { exposition } from '../../src/web/exposition.ts'
import type { Facts, Reading } from '../../src/web/facts.ts'
import { scraping } from '../../src/web/scrape.ts'
import { mostSamples } from '../../src/web/totals.ts'
import { readExposition } from './exposition.ts'

const now = Date.UTC(2026, 10, 26)
const facts: Facts = {
  version: '1.0.0 "quoted"\\',
  instance: 'one',
  started: now,
  otlp: { http: null, grpc: null },
  pageFolder: '',
  receiver: () => ({ ...emptyTally(), waiting: { requests: 0, bytes: 0 } }),
}
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function opened(at?: string): Promise<{ store: Store; folder: string }> {
  const folder = at ?? (await mkdtemp(join(tmpdir(), 'claude-telemetry-scrape-')))
  if (at === undefined) onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const store = await openStore(folder, { now: () => now })
  closing.push(() => store.close())
  return { store, folder }
}

const point = (labels: Record<string, string>, value = 1, end = now): Delta => ({
  kind: 'delta',
  name: 'claude_code.token.usage',
  unit: 'tokens',
  labels: { 'session.id': 'one', ...labels },
  resource: { 'service.name': 'claude "code"\n\\' },
  start: end - 1000,
  end,
  value,
})
const write = (store: Store, ...records: readonly Delta[]) =>
  store.write({ records, refused: {}, clamped: 0, spans: 0 })

const tokens = 'claude_code_token_usage_tokens_total'
async function read(store: Reading, open = false) {
  return readExposition(exposition(await scraping(store, facts)(), open), open)
}
const total = ({ samples }: Awaited<ReturnType<typeof read>>): number =>
  [...samples].filter(([key]) => key.startsWith(tokens)).reduce((sum, [, value]) => sum + value, 0)

describe('the text', () => {
  test.each([false, true])('holds whatever labels say; OpenMetrics %j', async (open) => {
    const { store } = await opened()
    const words = ['a"b', 'a\\b', 'a\nb', 'a\r\tb', 'größe 🦊', '\\n', '"', '{},=', ' ', '\u2028']
    await write(store, ...words.map((model) => point({ model, type: 'input' })))
    // An empty label is none: beside the same point without it there is one sample.
    await write(store, point({ model: '', type: 'output' }), point({ type: 'output' }, 2))
    const said = await read(store, open)
    expect(total(said)).toBe(words.length + 3)
    expect(said.samples.get(`${tokens}{type="output"}`)).toBe(3)
    expect([...said.samples.keys()]).toContain(`${tokens}{type="input",model="a\\nb"}`)
  })

  test('has the receiver in it', async () => {
    const { store } = await opened()
    const tally = { ...emptyTally(), turnedAway: { token: 2 } }
    const receiver = () => ({ ...tally, waiting: { requests: 1, bytes: 20 } })
    const text = exposition(await scraping(store, { ...facts, receiver })(), false)
    expect(text).toContain('claude_telemetry_requests_turned_away_total{reason="token"} 2\n')
    expect(text).toContain('claude_telemetry_requests_received_total{protocol="grpc"} 0\n')
    expect(text).toContain('claude_telemetry_waiting_bytes 20\n')
  })
})

test('too many label sets are counted under one name, the first ones stay', async () => {
  const { store } = await opened()
  const many = Array.from({ length: mostSamples + 50 }, (_, at) => point({ model: `model-${at}` }))
  await write(store, ...many)
  const before = await read(store)
  expect(before.samples.get(`${tokens}{otel_metric_overflow="true"}`)).toBe(50)
  expect(total(before)).toBe(mostSamples + 50)
  await write(
    store,
    ...many.slice(0, 3).map((one) => ({ ...one, start: 5 })),
    point({ model: 'new' }),
  )
  const after = await read(store)
  expect(after.samples.get(`${tokens}{otel_metric_overflow="true"}`)).toBe(51)
  expect(after.samples.get(`${tokens}{model="model-0"}`)).toBe(2)
})

test('an ill store still says how it is', async () => {
  const { store } = await opened()
  const ill: Reading = {
    ...store,
    health: async () => ({ ...(await store.health()), state: 'damaged' }),
    query: () => Promise.reject(new Problem('query-too-large', 'too much')),
  }
  const { samples } = await read(ill)
  expect(samples.get('claude_telemetry_totals_available')).toBe(0)
  expect(samples.get('claude_telemetry_up')).toBe(0)
})

test('totals never fall: not by a restart, not by what is let go', async () => {
  const year = 365 * 86_400_000
  const { store, folder } = await opened()
  await write(store, point({ type: 'input' }, 5, now - 2 * year), point({ type: 'input' }, 7))
  expect(total(await read(store))).toBe(12)
  expect((await store.trim()).deleted).toBeGreaterThan(0)
  expect(total(await read(store))).toBe(12)
  await closing.pop()?.()
  const again = await opened(folder)
  expect(total(await read(again.store))).toBe(12)
})

test('nor by a session that is forgotten', async () => {
  const { store } = await opened()
  const cost = (session: string, value: number, end: number): Delta => ({
    ...point({ 'session.id': session, model: 'one' }, value, end),
    name: 'claude_code.cost.usage',
  })
  const tenths = Array.from({ length: 50 }, (_, at) =>
    cost(at % 2 === 0 ? 'a' : 'b', 0.1, now + at),
  )
  await write(store, ...tenths, point({ 'session.id': 'a' }, 7), point({ 'session.id': 'b' }, 5))
  const before = await read(store)
  await store.forget({ session: 'a' })
  const after = await read(store)
  expect(total(after)).toBe(12)
  for (const [key, value] of before.samples)
    if (key.startsWith('claude_code')) {
      expect(after.samples.get(key)).toBeGreaterThanOrEqual(value)
      expect(after.samples.get(key)).toBeCloseTo(value, 8)
    }
  // In a range there is only what is left.
  const { sql, params } = everySumSql({ from: 0, to: now + 100 })
  const rows = await store.query(sql, params)
  expect(rows.find((row) => row['metric'] === 'claude_code.token.usage')?.['value']).toBe(5)
})

test('several that ask at once are one question to the store', async () => {
  const { store } = await opened()
  await write(store, point({ type: 'input' }))
  let asked = 0
  const counting: Reading = {
    health: () => store.health(),
    query: (sql, params) => ((asked += 1), store.query(sql, params)),
  }
  const scrape = scraping(counting, facts)
  await Promise.all([scrape(), scrape(), scrape()])
  expect(asked).toBe(1)
  await write(store, point({ type: 'output' }))
  await scrape()
  expect(asked).toBe(2)
})
