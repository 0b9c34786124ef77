// SQL for how many events: whole slots from the roll-up where it knows the question, all else from the events.
import { pieces, type Piece } from './buckets.ts'
import { isCounted } from './counted.ts'
import { type Count, eventsCountSql } from './sql-events.ts'
import { type Ask, modelSql } from './sql-labels.ts'

/** Rows of bucket, label and value. */
export function countSql(count: Count, ends: readonly number[]): Ask {
  const field = summedField(count)
  const { whole, ragged } = field === null ? { whole: [], ragged: all(ends) } : pieces(ends)
  const parts = [
    ...(field === null || whole.length === 0 ? [] : summedSql(count, field, whole)),
    ...(ragged.length === 0 ? [] : [eventsCountSql(count, ragged)]),
  ]
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return ordered(only)
  if (only === undefined) return eventsCountSql(count, [])
  return {
    sql: `
SELECT bucket, label, sum(value) AS value FROM (${parts.map(({ sql }) => sql).join(' UNION ALL ')})
GROUP BY 1, 2 HAVING sum(value) > 0 ORDER BY 1, 2`,
    params: parts.flatMap(({ params }) => params),
  }
}

function ordered({ sql, params }: Ask): Ask {
  return { sql: `${sql} ORDER BY 1, 2`, params }
}

/** The one field that is asked about; empty when all events are meant; null when the sums cannot tell. */
function summedField({ event, asking, by, only = [], field }: Count): string | null {
  if (field !== undefined || asking.session !== undefined) return null
  if ((asking.where ?? []).length > 0 || only.length > 1) return null
  const asked = new Set([...(by === undefined ? [] : [by]), ...only.map((one) => one.field)])
  if (asked.size > 1 || only.some(({ is }) => is.includes(''))) return null
  const [name = ''] = asked
  return name === '' || isCounted(event, name) ? name : null
}

/** What says nothing of a field is not counted by it: it is all of them, less those that do. */
function summedSql(count: Count, field: string, whole: readonly Piece[]): Ask[] {
  const { event, by, only = [] } = count
  const [filter] = only
  const label = field === 'model' && event === 'api_request' ? modelSql('k.value') : 'k.value'
  const chosen = filter === undefined ? '' : `AND ${label} IN (SELECT value FROM json_each(?))`
  const isSplit = by !== undefined
  const some = partSql(isSplit ? label : 'NULL', '', chosen, [
    whole,
    event,
    field,
    ...(filter === undefined ? [] : [JSON.stringify(filter.is)]),
  ])
  if (!isSplit || filter !== undefined) return [some]
  return [
    some,
    partSql('NULL', '', '', [whole, event, '']),
    partSql('NULL', '-', '', [whole, event, field]),
  ]
}

function partSql(
  label: string,
  sign: '' | '-',
  chosen: string,
  [whole, ...params]: readonly [readonly Piece[], ...string[]],
): Ask {
  return {
    sql: `
SELECT json_extract(piece.value, '$[0]') AS bucket, ${label} AS label, ${sign}sum(c.count) AS value
FROM json_each(?) piece CROSS JOIN count_kind k CROSS JOIN event_count c
WHERE k.event = ? AND k.field = ? ${chosen} AND c.kind = k.id
  AND c.slot >= json_extract(piece.value, '$[1]') AND c.slot < json_extract(piece.value, '$[2]')
GROUP BY 1, 2`,
    params: [JSON.stringify(whole), ...params],
  }
}

function all(ends: readonly number[]): Piece[] {
  return ends.slice(0, -1).map((from, bucket) => [bucket, from, ends[bucket + 1] ?? from])
}
