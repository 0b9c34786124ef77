// SQL for our own marked points: the same tables, and the same way to a point, as all that is counted.
import { markName } from './marks.ts'
import type { Asking } from './measure.ts'
import { type Ask, allOf, anyOf, labelSql, whereSql } from './sql-labels.ts'

/** Rows of label (the signal) and value (how many). */
export function marksSql({ range: { from, to }, where = [] }: Asking): Ask {
  const chosen = whereSql(where)
  const said = allOf(where.map(({ label, is }) => anyOf(inRest(labelSql(label)), is)))
  return {
    sql: `
SELECT label, value FROM (
  SELECT 'metrics' AS label, count(*) AS value FROM delta d JOIN labelset l ON l.id = d.labelset
  WHERE d.metric = (SELECT id FROM metric WHERE name = ?) AND d.end > ? AND d.end <= ? AND ${chosen.sql}
  UNION ALL
  SELECT 'logs', count(*) FROM event e
  WHERE e.name = (SELECT id FROM event_name WHERE name = ?) AND e.at > ? AND e.at <= ? AND ${said.sql}
) WHERE value > 0`,
    params: [markName, from, to, ...chosen.params, markName, from, to, ...said.params],
  }
}

/** Of an event, the same names stand in its own rest. */
function inRest({ sql, params }: Ask): Ask {
  return { sql: sql.replaceAll('l.rest', 'e.rest'), params }
}
