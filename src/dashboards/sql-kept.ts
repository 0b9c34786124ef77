// SQL for how far back single points and events reach: what was let go is still in sums of slots and sessions.
import { slot } from './buckets.ts'
import type { Ask } from './sql-labels.ts'

const ours = "m.name LIKE 'claude\\_code.%' ESCAPE '\\'"

/** Each asked of every kind by itself: the first of an index. */
export const keptSql: Ask = {
  sql: `SELECT
  (SELECT min((SELECT min(end) FROM delta WHERE metric = m.id)) FROM metric m WHERE ${ours}) AS points,
  (SELECT min((SELECT min(slot) FROM rollup WHERE metric = m.id)) FROM metric m WHERE ${ours}) AS sums,
  (SELECT min((SELECT min(at) FROM event WHERE name = n.id)) FROM event_name n) AS events,
  (SELECT min((SELECT min(slot) FROM event_count WHERE kind = k.id)) FROM count_kind k WHERE k.field = '') AS counts`,
  params: [],
}

export interface Kept {
  /** From then on every single one is there; null when none was let go. */
  readonly points: number | null
  readonly events: number | null
}

export function keptOf(row: Readonly<Record<string, unknown>> | undefined): Kept {
  return {
    points: since(row?.['points'], row?.['sums']),
    events: since(row?.['events'], row?.['counts']),
  }
}

/** Whole slots are let go: the first that is left begins what is complete. */
function since(first: unknown, firstSlot: unknown): number | null {
  if (typeof firstSlot !== 'number') return null
  const from = typeof first === 'number' ? Math.floor((first - 1) / slot) * slot : Infinity
  return firstSlot * slot < from ? from : null
}
