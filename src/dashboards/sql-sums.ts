// SQL for sums of deltas: whole slots from the roll-up, ragged ends from the deltas, never both for one moment.
import { pieces } from './buckets.ts'
import { type By, labels, type LabelName } from './labels.ts'
import type { Asking, Quantity, Where } from './measure.ts'
import { metrics } from './metrics.ts'

export type Param = string | number | null

export interface Ask {
  readonly sql: string
  readonly params: readonly Param[]
}

/** Rows of bucket, label and value. No row where nothing was reported. */
export function sumSql(of: Quantity, asking: Asking, ends: readonly number[], by?: By): Ask {
  return by === undefined ? plainSumSql(of, asking, ends) : splitSumSql(of, asking, ends, by)
}

/** One sum for each piece, in the order of the table: grouping rows would sort them all first. */
function plainSumSql(of: Quantity, asking: Asking, ends: readonly number[]): Ask {
  const { whole, ragged } = pieces(ends)
  const { name } = metrics[of.metric]
  const wheres = [...(of.where ?? []), ...(asking.where ?? [])]
  const chosen = whereSql(wheres)
  const only =
    wheres.length === 0 ? '' : `AND labelset IN (SELECT l.id FROM labelset l WHERE ${chosen.sql})`
  return {
    sql: `
SELECT bucket, NULL AS label, sum(value) AS value FROM (
  SELECT json_extract(piece.value, '$[0]') AS bucket, (SELECT sum(r.value) FROM rollup r
    WHERE r.metric = (SELECT id FROM metric WHERE name = ?) AND r.slot >= json_extract(piece.value, '$[1]')
      AND r.slot < json_extract(piece.value, '$[2]') ${only}) AS value
  FROM json_each(?) piece
  UNION ALL
  SELECT json_extract(piece.value, '$[0]'), (SELECT sum(d.value) FROM delta d
    WHERE d.metric = (SELECT id FROM metric WHERE name = ?) AND d.end > json_extract(piece.value, '$[1]')
      AND d.end <= json_extract(piece.value, '$[2]') ${only})
  FROM json_each(?) piece
) WHERE value IS NOT NULL GROUP BY 1 ORDER BY 1`,
    params: [
      name,
      ...chosen.params,
      JSON.stringify(whole),
      name,
      ...chosen.params,
      JSON.stringify(ragged),
    ],
  }
}

function splitSumSql(of: Quantity, asking: Asking, ends: readonly number[], by: By): Ask {
  const { whole, ragged } = pieces(ends)
  const { name } = metrics[of.metric]
  const label = labelSql(by)
  const chosen = whereSql([...(of.where ?? []), ...(asking.where ?? [])])
  return {
    sql: `
SELECT part.bucket AS bucket, ${label.sql} AS label, sum(part.value) AS value FROM (
  SELECT json_extract(piece.value, '$[0]') AS bucket, labelset, sum(r.value) AS value
  FROM json_each(?) piece CROSS JOIN rollup r
  WHERE r.metric = (SELECT id FROM metric WHERE name = ?)
    AND r.slot >= json_extract(piece.value, '$[1]') AND r.slot < json_extract(piece.value, '$[2]')
  GROUP BY 1, 2
  UNION ALL
  SELECT json_extract(piece.value, '$[0]'), labelset, sum(d.value)
  FROM json_each(?) piece CROSS JOIN delta d
  WHERE d.metric = (SELECT id FROM metric WHERE name = ?)
    AND d.end > json_extract(piece.value, '$[1]') AND d.end <= json_extract(piece.value, '$[2]')
  GROUP BY 1, 2
) part JOIN labelset l ON l.id = part.labelset
WHERE ${chosen.sql} GROUP BY 1, 2 ORDER BY 1, 2`,
    params: [
      ...label.params,
      JSON.stringify(whole),
      name,
      JSON.stringify(ragged),
      name,
      ...chosen.params,
    ],
  }
}

export function topSessionsSql(of: Quantity, asking: Asking, limit: number): Ask {
  const { from, to } = asking.range
  const chosen = whereSql([...(of.where ?? []), ...(asking.where ?? [])])
  return {
    sql: `
SELECT s.uid AS label, sum(d.value) AS value, min(d.start) AS first, max(d.end) AS last
FROM delta d JOIN labelset l ON l.id = d.labelset JOIN session s ON s.id = d.session
WHERE d.metric = (SELECT id FROM metric WHERE name = ?) AND d.end > ? AND d.end <= ? AND ${chosen.sql}
GROUP BY d.session ORDER BY 2 DESC, 1 LIMIT ?`,
    params: [metrics[of.metric].name, from, to, ...chosen.params, limit],
  }
}

/** Labels that are no column are kept as JSON. */
function labelSql(by: By): Ask {
  if (Object.hasOwn(labels, by)) return { sql: `l.${labels[by as LabelName].column}`, params: [] }
  return {
    sql: "(SELECT own.value FROM json_each(ifnull(l.rest, '{}')) own WHERE own.key = ?)",
    params: [by.slice('attribute:'.length)],
  }
}

function whereSql(wheres: readonly Where[]): Ask {
  const parts = wheres.map(({ label, is }) => {
    const of = labelSql(label)
    return {
      sql: `${of.sql} IN (SELECT value FROM json_each(?))`,
      params: [...of.params, JSON.stringify(is)],
    }
  })
  return {
    sql: parts.length === 0 ? 'TRUE' : parts.map(({ sql }) => sql).join(' AND '),
    params: parts.flatMap(({ params }) => params),
  }
}
