// SQL for events: how many, split by what they say.
import type { EventName, TimedEvent } from './measure.ts'
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

export function fieldSql(event: EventName, by: string | undefined): Ask {
  if (by === undefined) return { sql: 'NULL', params: [] }
  if (by === 'app.version') return { sql: 'l.app_version', params: [] }
  const typed = isTyped(event) ? columns[event] : []
  if (typed.includes(by)) return { sql: `t.${by}`, params: [] }
  return {
    sql: "(SELECT own.value FROM json_each(ifnull(e.rest, '{}')) own WHERE own.key = ?)",
    params: [by],
  }
}

export function spans(ends: readonly number[]): string {
  return JSON.stringify(ends.slice(0, -1).map((from, place) => [from, ends[place + 1]]))
}
