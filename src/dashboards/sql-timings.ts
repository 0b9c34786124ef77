// SQL for how long requests and tools took: whole days and slots from the roll-up, ragged ends from the events.
import type { TimedEvent } from './events.ts'
import { daysAndSlots, pieces, type Piece } from './buckets.ts'
import type { Asking, Duration } from './measure.ts'
import { eventsSql, fieldSql, spans } from './sql-events.ts'
import { type Ask, modelSql } from './sql-labels.ts'

interface Durations {
  readonly event: TimedEvent
  readonly of: Duration
  readonly ends: readonly number[]
  readonly asking: Pick<Asking, 'where' | 'session'>
  readonly by?: string
}

/** What each kind of the roll-up is about. All else is read from the events. */
const partOf = { api_request: 'model', tool_result: 'tool_name' } as const

/** Rows of bucket, label, count, failures (null when that event cannot tell), longest and `spans` (see spans.ts). */
export function durationsSql(wish: Durations): Ask {
  const { asking, ends, by, event } = wish
  const isPlain = (asking.where ?? []).length === 0 && asking.session === undefined
  const isKept = isPlain && (by === undefined || by === partOf[event])
  const { whole, ragged } = isKept ? pieces(ends) : { whole: [], ragged: all(ends) }
  const { days, slots } = daysAndSlots(whole)
  const parts = [
    rolledUpSql(wish, 'timing_day', days),
    rolledUpSql(wish, 'timing', slots),
    eventsPartSql(wish, ragged),
  ]
  return {
    sql: `
SELECT bucket, label, sum(count) AS count, sum(failures) AS failures, max(longest) AS longest,
  group_concat(spans) AS spans
FROM (${parts.map(({ sql }) => sql).join('\n  UNION ALL')}
) WHERE count > 0 GROUP BY 1, 2 ORDER BY 1, 3 DESC`,
    params: parts.flatMap(({ params }) => params),
  }
}

function rolledUpSql(
  { event, of, by }: Durations,
  table: 'timing' | 'timing_day',
  wanted: readonly Piece[],
): Ask {
  const part = event === 'api_request' ? modelSql('k.part') : 'k.part'
  return {
    sql: `
  SELECT json_extract(piece.value, '$[0]') AS bucket, ${by === undefined ? 'NULL' : part} AS label, sum(r.count) AS count,
    ${event === 'tool_result' ? 'sum(iif(k.success = 0, r.count, 0))' : 'NULL'} AS failures,
    max(r.max) AS longest, group_concat(nullif(r.spans, '')) AS spans
  FROM json_each(?) piece CROSS JOIN timing_kind k CROSS JOIN ${table} r
  WHERE k.event = ? AND k.field = ? AND r.kind = k.id
    AND r.slot >= json_extract(piece.value, '$[1]') AND r.slot < json_extract(piece.value, '$[2]')
  GROUP BY 1, k.id`,
    params: [JSON.stringify(wanted), event, fieldOf(event, of)],
  }
}

function eventsPartSql({ event, of, asking, by }: Durations, wanted: readonly Piece[]): Ask {
  const field = fieldOf(event, of)
  const label = fieldSql(event, by)
  const from = eventsSql(event, asking, [], [by, field])
  return {
    sql: `
  SELECT json_extract(piece.value, '$[2]') AS bucket, ${label.sql} AS label, count(*) AS count,
    ${event === 'tool_result' ? 'sum(t.success IS 0)' : 'NULL'} AS failures,
    max(t.${field}) AS longest, group_concat(t.${field}) AS spans
  FROM json_each(?) piece CROSS JOIN ${from.sql}
  GROUP BY 1, 2`,
    params: [...label.params, spans(wanted), ...from.params],
  }
}

function all(ends: readonly number[]): Piece[] {
  return ends.slice(0, -1).map((from, bucket) => [bucket, from, ends[bucket + 1] ?? from])
}

function fieldOf(event: TimedEvent, of: Duration): Duration {
  return event === 'tool_result' ? 'duration_ms' : of
}
