// SQL for how long requests and tools took.
import type { Duration, TimedEvent } from './measure.ts'
import { fieldSql, spans } from './sql-events.ts'
import type { Ask } from './sql-sums.ts'

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
