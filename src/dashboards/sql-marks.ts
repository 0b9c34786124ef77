// SQL for our own marked points: the same tables, and the same way to a point, as all that is counted.
import { markName } from './marks.ts'
import type { Asking } from './measure.ts'
import type { Ask, Param } from './sql-labels.ts'

/** Rows of label (the signal) and value (how many). A mark is a session of its own. */
export function marksSql({ range: { from, to }, session }: Asking): Ask {
  const one = session === undefined ? '' : 'AND session = (SELECT id FROM session WHERE uid = ?)'
  const params: Param[] = [markName, from, to, ...(session === undefined ? [] : [session])]
  return {
    sql: `
SELECT label, value FROM (
  SELECT 'metrics' AS label, count(*) AS value FROM delta
  WHERE metric = (SELECT id FROM metric WHERE name = ?) AND end > ? AND end <= ? ${one}
  UNION ALL
  SELECT 'logs', count(*) FROM event
  WHERE name = (SELECT id FROM event_name WHERE name = ?) AND at > ? AND at <= ? ${one}
) WHERE value > 0`,
    params: [...params, ...params],
  }
}
