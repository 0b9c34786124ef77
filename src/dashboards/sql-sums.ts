// SQL for sums of deltas: whole slots from the roll-up, ragged ends from the deltas, never both for one moment.
import { type Piece, pieces } from './buckets.ts'
import type { By } from './labels.ts'
import type { Asking, Quantity } from './measure.ts'
import { metrics } from './metrics.ts'
import { type Ask, type Param, labelSql, whereSql } from './sql-labels.ts'

export type { Ask } from './sql-labels.ts'

/** Rows of bucket, label and value. No row where nothing was reported. */
export function sumSql(of: Quantity, asking: Asking, ends: readonly number[], by?: By): Ask {
  return by === undefined ? plainSumSql(of, asking, ends) : splitSumSql(of, asking, ends, by)
}

/** One sum for each piece, in the order of the table: grouping rows would sort them all first. */
function plainSumSql(of: Quantity, asking: Asking, ends: readonly number[]): Ask {
  const { whole, ragged, one } = cut(ends, asking.session)
  const { name } = metrics[of.metric]
  const wheres = [...(of.where ?? []), ...(asking.where ?? [])]
  const chosen = whereSql(wheres)
  const only =
    wheres.length === 0 ? '' : `AND labelset IN (SELECT l.id FROM labelset l WHERE ${chosen.sql})`
  return {
    sql: `
${one.with}
SELECT bucket, NULL AS label, sum(value) AS value FROM (
  SELECT json_extract(piece.value, '$[0]') AS bucket, (SELECT sum(r.value) FROM rollup r
    WHERE r.metric = (SELECT id FROM metric WHERE name = ?) AND r.slot >= json_extract(piece.value, '$[1]')
      AND r.slot < json_extract(piece.value, '$[2]') ${only}) AS value
  FROM json_each(?) piece
  UNION ALL
  SELECT json_extract(piece.value, '$[0]'), (SELECT sum(d.value) FROM delta d
    WHERE d.metric = (SELECT id FROM metric WHERE name = ?) AND d.end > ${one.after}
      AND d.end <= ${one.until} ${one.test} ${only})
  FROM json_each(?) piece ${one.join}
  ${one.whole === '' ? '' : `UNION ALL SELECT 0, (SELECT sum(t.value) FROM session_total t ${one.whole} ${only}) FROM who`}
) WHERE value IS NOT NULL GROUP BY 1 ORDER BY 1`,
    params: [
      ...one.params,
      name,
      ...chosen.params,
      whole,
      name,
      ...chosen.params,
      ragged,
      ...(one.whole === '' ? [] : [name, ...chosen.params]),
    ],
  }
}

/** Each piece is taken apart once, not for every row in it: the limit keeps it a table of its own. */
const wholePieces = `(SELECT json_extract(value, '$[0]') AS bucket, json_extract(value, '$[1]') AS first,
  json_extract(value, '$[2]') AS past FROM json_each(?) LIMIT -1) piece`

function splitSumSql(of: Quantity, asking: Asking, ends: readonly number[], by: By): Ask {
  const { whole, ragged, one } = cut(ends, asking.session)
  const { name } = metrics[of.metric]
  const label = labelSql(by)
  const chosen = whereSql([...(of.where ?? []), ...(asking.where ?? [])])
  return {
    sql: `
${one.with}
SELECT part.bucket AS bucket, ${label.sql} AS label, sum(part.value) AS value FROM (
  SELECT piece.bucket AS bucket, labelset, sum(r.value) AS value
  FROM ${wholePieces} CROSS JOIN rollup r
  WHERE r.metric = (SELECT id FROM metric WHERE name = ?)
    AND r.slot >= piece.first AND r.slot < piece.past
  GROUP BY piece.first, labelset
  UNION ALL
  SELECT json_extract(piece.value, '$[0]'), labelset, sum(d.value)
  FROM json_each(?) piece ${one.join} CROSS JOIN delta d
  WHERE d.metric = (SELECT id FROM metric WHERE name = ?)
    AND d.end > ${one.after} AND d.end <= ${one.until} ${one.test}
  GROUP BY 1, 2
  ${one.whole === '' ? '' : `UNION ALL SELECT 0, labelset, t.value FROM who CROSS JOIN session_total t ${one.whole}`}
) part JOIN labelset l ON l.id = part.labelset
WHERE ${chosen.sql} GROUP BY 1, 2 ORDER BY 1, 2`,
    params: [
      ...one.params,
      ...label.params,
      whole,
      name,
      ragged,
      name,
      ...(one.whole === '' ? [] : [name]),
      ...chosen.params,
    ],
  }
}

interface One {
  readonly with: string
  readonly join: string
  readonly test: string
  /** Where the totals of sessions are asked: kept when single points were let go. */
  readonly whole: string
  readonly after: string
  readonly until: string
  readonly params: readonly Param[]
}

const after = "json_extract(piece.value, '$[1]')"
const until = "json_extract(piece.value, '$[2]')"
const everyone: One = { with: '', join: '', test: '', whole: '', after, until, params: [] }

const week = 7 * 96

/** Rows come by slot, so weeks come in order: each is sorted by itself, which a processor's caches hold. */
function inWeeks([bucket, first, past]: Piece): Piece[] {
  const weeks = Math.max(1, Math.ceil((past - first) / week))
  return Array.from({ length: weeks }, (_, at) => {
    const from = first + at * week
    return [bucket, from, Math.min(past, from + week)]
  })
}

/** Slots know no session: its whole life is a total of its own, any part of it is read from the deltas. */
function cut(ends: readonly number[], session: string | undefined) {
  if (session === undefined) {
    const { whole, ragged } = pieces(ends)
    return {
      whole: JSON.stringify(whole.flatMap(inWeeks)),
      ragged: JSON.stringify(ragged),
      one: everyone,
    }
  }
  const all = ends.slice(1).map((end, bucket) => [bucket, ends[bucket] ?? end, end])
  const isOneBucket = all.length === 1
  const covered = isOneBucket ? 'min(t.first) - 1 >= ? AND max(t.last) <= ?' : 'FALSE'
  const one: One = {
    with: `WITH who AS MATERIALIZED (SELECT t.session AS id, min(t.first) - 1 AS first, max(t.last) AS last,
      ${covered} AS covered
      FROM session s JOIN session_total t ON t.session = s.id WHERE s.uid = ? GROUP BY t.session)`,
    join: 'CROSS JOIN who',
    test: 'AND d.session = who.id AND NOT who.covered',
    whole: isOneBucket
      ? 'WHERE who.covered AND t.session = who.id AND t.metric = (SELECT id FROM metric WHERE name = ?)'
      : '',
    after: `max(${after}, who.first)`,
    until: `min(${until}, who.last)`,
    params: [...(isOneBucket ? ends : []), session],
  }
  return { whole: '[]', ragged: JSON.stringify(all), one }
}

/** Rows of label, value, first, last; and how many sessions there are. */
export function topSessionsSql(of: Quantity, asking: Asking, limit: number): Ask {
  const { from, to } = asking.range
  const chosen = whereSql([...(of.where ?? []), ...(asking.where ?? [])])
  const one = asking.session === undefined ? '' : 'AND s.uid = ?'
  return {
    sql: `
SELECT nullif(s.uid, '') AS label, sum(d.value) AS value, min(d.start) AS first, max(d.end) AS last,
  count(*) OVER () AS there_are
FROM delta d JOIN labelset l ON l.id = d.labelset JOIN session s ON s.id = d.session
WHERE d.metric = (SELECT id FROM metric WHERE name = ?) AND d.end > ? AND d.end <= ? AND ${chosen.sql} ${one}
GROUP BY d.session ORDER BY 2 DESC, s.uid LIMIT ?`,
    params: [
      metrics[of.metric].name,
      from,
      to,
      ...chosen.params,
      ...(asking.session === undefined ? [] : [asking.session]),
      limit,
    ],
  }
}
