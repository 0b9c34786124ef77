// SQL for every metric at once, without sessions: what /metrics and the list of metrics are made of.
import { pieces } from './buckets.ts'
import { labels, type LabelName } from './labels.ts'
import type { Range } from './measure.ts'
import type { Ask } from './sql-sums.ts'

const allLabels = Object.keys(labels) as LabelName[]

const columns = allLabels.map((name) => `l.${labels[name].column} AS ${name}`).join(', ')

/** What running totals counted of sessions that are forgotten since: in no range, and never taken back. */
const forgotten = 'UNION ALL SELECT metric, labelset, value FROM forgotten'

/** Rows of metric, each label, value. Without a range: all that was ever reported. */
export function everySumSql(range: Range | null): Ask {
  const { whole, ragged } = pieces(range === null ? [] : [range.from, range.to])
  const all = [[0, 0, Number.MAX_SAFE_INTEGER]]
  return {
    sql: `
SELECT m.name AS metric, ${columns}, sum(part.value) AS value FROM (
  SELECT r.metric AS metric, r.labelset AS labelset, sum(r.value) AS value
  FROM metric m CROSS JOIN json_each(?) piece CROSS JOIN rollup r
  WHERE r.metric = m.id
    AND r.slot >= json_extract(piece.value, '$[1]') AND r.slot < json_extract(piece.value, '$[2]')
  GROUP BY 1, 2
  UNION ALL
  SELECT d.metric, d.labelset, sum(d.value)
  FROM metric m CROSS JOIN json_each(?) piece CROSS JOIN delta d
  WHERE d.metric = m.id
    AND d.end > json_extract(piece.value, '$[1]') AND d.end <= json_extract(piece.value, '$[2]')
  GROUP BY 1, 2
  ${range === null ? forgotten : ''}
) part JOIN metric m ON m.id = part.metric JOIN labelset l ON l.id = part.labelset
WHERE m.name LIKE 'claude\\_code.%' ESCAPE '\\' GROUP BY part.metric, part.labelset
ORDER BY part.metric, part.labelset`,
    params: [JSON.stringify(range === null ? all : whole), JSON.stringify(ragged)],
  }
}

/** Rows of metric and the time of its newest point. */
export function lastSeenSql({ from, to }: Range): Ask {
  return {
    sql: `
SELECT name AS metric,
  (SELECT max(end) FROM delta WHERE metric = metric.id AND end > ? AND end <= ?) AS last
FROM metric`,
    params: [from, to],
  }
}
