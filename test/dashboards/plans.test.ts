// No panel reads a whole table of points or events: each question is answered through an index, over a filled store.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { boards } from '../../src/dashboards/boards.ts'
import type { Asking } from '../../src/dashboards/measure.ts'
import { asksFor } from '../../src/dashboards/sql.ts'
import type { Database } from '../../src/world/database.ts'
import { madeDatabase, madeWork } from './made-year.ts'

const until = Date.UTC(2026, 10, 20, 17, 3, 7, 411)
const made = madeWork({ seed: 3, until, days: 60, sessionsADay: 4 })
let database: Database

beforeAll(() => {
  database = madeDatabase(':memory:', made)
})
afterAll(() => database.close())

const large = [
  'delta',
  'event',
  'api_request',
  'tool_result',
  'rollup',
  'timing',
  'timing_day',
  'event_count',
]
const scan = new RegExp(`SCAN (?:${large.join('|')}|[a-z]+)\\b(?!.*VIRTUAL)`)

/** Aliases of the large tables in the statement, so that "SCAN d" is known for what it is. */
function names(sql: string): Set<string> {
  const found = new Set(large)
  for (const [, table, alias] of sql.matchAll(/\b(?:FROM|JOIN)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?/g))
    if (large.includes(table ?? '') && alias !== undefined) found.add(alias)
  return found
}

function scansOf(sql: string, params: readonly (string | number | null)[]): string[] {
  const tables = names(sql)
  return database
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...params)
    .map(({ detail }) => String(detail))
    .filter((detail) => scan.test(detail) && tables.has(/SCAN (\w+)/.exec(detail)?.[1] ?? ''))
}

const panels = boards.flatMap((board) =>
  board.panels.map((panel) => [`${board.id}/${panel.id}`, panel] as const),
)
const year: Asking = {
  range: { from: until - 365 * 86_400_000, to: until },
  timeZone: 'Europe/Berlin',
}
const askings: Record<string, Asking> = {
  'a year': year,
  'an hour': { ...year, range: { from: until - 3_600_000, to: until } },
  'a year, narrowed': { ...year, where: [{ label: 'model', is: ['claude-opus-4-7'] }] },
  'one session': { ...year, session: 'none' },
}

test.each(panels)('%s', (_, panel) => {
  for (const [said, asking] of Object.entries(askings))
    for (const { sql, params } of asksFor(panel.measure, asking))
      expect([said, scansOf(sql, params), sql]).toEqual([said, [], sql])
})

test('the test itself knows a scan when there is one', () => {
  expect(scansOf('SELECT sum(value) FROM delta d', [])).toHaveLength(1)
})
