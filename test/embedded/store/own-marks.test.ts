// Marks of ours do not pile up: a day later nothing of them is left, and nothing else has gone.
import { expect, test } from 'vitest'
import type { Fact } from '../../../src/ledger/record.ts'
import { newFolder, opened } from './folder.ts'

const now = Date.UTC(2026, 10, 20, 12)
const hour = 3_600_000
const resource = { 'service.name': 'claude-telemetry' }

function marks(name: string, at: number): Fact[] {
  const mark = { 'claude_telemetry.mark': name }
  const session = { 'session.id': name }
  const point = { name: 'claude_telemetry.canary', unit: '1', resource, value: 1 }
  const attributes = { ...mark, ...session }
  return [
    { kind: 'delta', ...point, labels: session, start: at - 1, end: at },
    { kind: 'level', ...point, labels: mark, at },
    { kind: 'event', name: 'claude_telemetry.canary', at, attributes, resource },
  ]
}

const real = (at: number): Fact[] => [
  {
    kind: 'delta',
    name: 'claude_code.cost.usage',
    unit: 'USD',
    labels: { 'session.id': 's', model: 'm' },
    resource: { 'service.name': 'claude-code' },
    start: at - 1,
    end: at,
    value: 2,
  },
]

test('old marks leave every table, new ones and all else stay, and what comes next is kept right', async () => {
  const store = await opened(newFolder(), { now: () => now })
  const write = (records: Fact[]) => store.write({ records, refused: {}, clamped: 0, spans: 0 })
  const count = async (table: string) =>
    Number((await store.query(`SELECT count(*) AS n FROM ${table}`))[0]?.['n'])
  await write([...real(now - 30 * hour), ...marks('old', now - 25 * hour)])
  await write(marks('older', now - 90 * hour))
  await write(marks('new', now - hour))
  expect([await count('delta'), await count('level'), await count('event')]).toEqual([4, 3, 3])
  await store.trim()
  const kept = ['delta', 'rollup', 'session_total', 'level', 'event', 'event_count', 'session']
  const counts = await Promise.all(kept.map(count))
  expect(Object.fromEntries(kept.map((table, place) => [table, counts[place]]))).toEqual({
    delta: 2,
    rollup: 2,
    session_total: 2,
    level: 1,
    event: 1,
    event_count: 1,
    session: 2,
  })
  const keys = (await store.query('SELECT key FROM labelset')).map(({ key }) => String(key))
  expect(keys.filter((key) => key.includes('"old'))).toEqual([])
  expect(keys.filter((key) => key.includes('"new"'))).toHaveLength(1)
  // A label set that went may come again, and an id that was given back may be given anew.
  await write([...marks('old', now - 2 * hour), ...real(now - 3)])
  const sums = await store.query(`SELECT m.name AS name, l.rest AS rest, d.value AS value
    FROM delta d JOIN metric m ON m.id = d.metric JOIN labelset l ON l.id = d.labelset ORDER BY 1, 2`)
  expect(sums.map(({ name, value }) => [name, value])).toEqual([
    ['claude_code.cost.usage', 2],
    ['claude_code.cost.usage', 2],
    ['claude_telemetry.canary', 1],
    ['claude_telemetry.canary', 1],
  ])
  expect((await store.health()).sources.map(({ source }) => source)).toEqual(['claude-code'])
})
