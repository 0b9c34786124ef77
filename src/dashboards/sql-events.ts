// SQL for events: how many, split by what they say, and how long they took.
import type { Duration, EventName, TimedEvent } from './measure.ts'
import type { Ask } from './sql-sums.ts'

/** Fields that have a column of their own; all others are read from the rest. */
const columns: Readonly<Record<TimedEvent, readonly string[]>> = {
  api_request: ['model', 'query_source', 'speed'],
  tool_result: ['tool_name', 'success', 'error_type'],
}

interface Count {
  readonly event: EventName
  readonly ends: readonly number[]
  readonly by?: string
}

/** Rows of bucket, label and value. */
export function countSql({ event, ends, by }: Count): Ask {
  const field = fieldSql(event, by)
  const from = fromSql(event, by)
  return {
    sql: `
SELECT piece.key AS bucket, ${field.sql} AS label, count(*) AS value
FROM json_each(?) piece CROSS JOIN ${from.sql}
  AND at > json_extract(piece.value, '$[0]') AND at <= json_extract(piece.value, '$[1]')
GROUP BY 1, 2 ORDER BY 1, 2`,
    params: [...field.params, spans(ends), ...from.params],
  }
}

/** The narrowest table that knows the field. */
function fromSql(event: EventName, by: string | undefined): Ask {
  if (isTyped(event) && by !== undefined && columns[event].includes(by))
    return { sql: `${event} t WHERE TRUE`, params: [] }
  const who = by === 'app.version' ? 'LEFT JOIN labelset l ON l.id = e.identity' : ''
  const sql = `event e ${who} WHERE e.name = (SELECT id FROM event_name WHERE name = ?)`
  return { sql, params: [event] }
}

function isTyped(event: EventName): event is TimedEvent {
  return event === 'api_request' || event === 'tool_result'
}

/** Nearest rank, as whole numbers: 95 of 100 is the 95th, not the 96th. */
const rank = (percent: number): string =>
  `min(CASE WHEN place * 100 >= ${percent} * many THEN span END)`

/** Rows of bucket, label, count, failures (null when that event cannot tell), p50, p95, longest. */
export function durationsSql(
  event: TimedEvent,
  of: Duration,
  ends: readonly number[],
  by?: string,
): Ask {
  const field = fieldSql(event, by)
  const column = event === 'tool_result' ? 'duration_ms' : of
  return {
    sql: `
WITH timed AS (
  SELECT piece.key AS bucket, ${field.sql} AS label, t.${column} AS span,
    ${event === 'tool_result' ? 't.success = 0' : 'NULL'} AS failed
  FROM json_each(?) piece CROSS JOIN ${event} t
    ${by === 'app.version' ? 'JOIN event e ON e.id = t.event LEFT JOIN labelset l ON l.id = e.identity' : ''}
  WHERE t.at > json_extract(piece.value, '$[0]') AND t.at <= json_extract(piece.value, '$[1]')
), placed AS (
  SELECT bucket, label, span, failed, count(span) OVER (PARTITION BY bucket, label) AS many,
    row_number() OVER (PARTITION BY bucket, label ORDER BY span IS NULL, span) AS place
  FROM timed
)
SELECT bucket, label, count(*) AS count, sum(failed) AS failures,
  ${rank(50)} AS p50, ${rank(95)} AS p95, max(span) AS longest
FROM placed GROUP BY 1, 2 ORDER BY 1, 3 DESC`,
    params: [...field.params, spans(ends)],
  }
}

function fieldSql(event: EventName, by: string | undefined): Ask {
  if (by === undefined) return { sql: 'NULL', params: [] }
  if (by === 'app.version') return { sql: 'l.app_version', params: [] }
  const typed = isTyped(event) ? columns[event] : []
  if (typed.includes(by)) return { sql: `t.${by}`, params: [] }
  return {
    sql: "(SELECT own.value FROM json_each(ifnull(e.rest, '{}')) own WHERE own.key = ?)",
    params: [by],
  }
}

function spans(ends: readonly number[]): string {
  return JSON.stringify(ends.slice(0, -1).map((from, place) => [from, ends[place + 1]]))
}
