// Holds the sums against the rows they were made of, by questions of the test's own.
import { expect } from 'vitest'
import type { Store } from '../../../src/embedded/store/store.ts'

/** Rows of the one that the other lacks or has another value for; money within the order of adding. */
function difference(kept: string, raw: string, key: string): string {
  return `SELECT count(*) AS wrong FROM (${kept}) a FULL JOIN (${raw}) b USING (${key})
    WHERE a.value IS NULL OR b.value IS NULL OR abs(a.value - b.value) > 1e-9 * (1 + abs(b.value))
      OR a.n IS NOT b.n OR a.first IS NOT b.first OR a.last IS NOT b.last`
}

export async function sumsAreRight(store: Store): Promise<void> {
  const slots = difference(
    'SELECT metric, slot, labelset, value, points AS n, 0 AS first, 0 AS last FROM rollup',
    `SELECT metric, (end - 1) / 900000 AS slot, labelset, sum(value) AS value, count(*) AS n, 0 AS first, 0 AS last
      FROM delta GROUP BY 1, 2, 3`,
    'metric, slot, labelset',
  )
  const sessions = difference(
    'SELECT session, metric, labelset, value, 0 AS n, first, last FROM session_total',
    `SELECT session, metric, labelset, sum(value) AS value, 0 AS n, min(start) AS first, max(end) AS last
      FROM delta GROUP BY 1, 2, 3`,
    'session, metric, labelset',
  )
  expect(await store.query(slots)).toEqual([{ wrong: 0 }])
  expect(await store.query(sessions)).toEqual([{ wrong: 0 }])
}

export async function isWhole(store: Store): Promise<void> {
  expect(await store.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
}

/** As many events in the slots as there are, and as many durations, with the same sums. */
export async function eventSumsAreRight(store: Store): Promise<void> {
  const counts = `SELECT count(*) AS wrong FROM (SELECT event, sum(count) AS n FROM event_count
      JOIN count_kind ON id = kind WHERE field = '' GROUP BY 1) a
    FULL JOIN (SELECT n.name AS event, count(*) AS n FROM event e JOIN event_name n ON n.id = e.name GROUP BY 1) b
    USING (event) WHERE a.n IS NOT b.n`
  expect(await store.query(counts)).toEqual([{ wrong: 0 }])
  for (const table of ['timing', 'timing_day'])
    for (const event of ['api_request', 'tool_result']) {
      const [kept] = await store.query(
        `SELECT total(count) AS n, total(sum) AS sum FROM ${table} JOIN timing_kind ON id = kind
          WHERE event = ? AND field = 'duration_ms'`,
        [event],
      )
      const raw = `SELECT CAST(count(*) AS REAL) AS n, total(duration_ms) AS sum FROM ${event}`
      expect([kept]).toEqual(await store.query(raw))
    }
}
