// SQL for events: how many, split by what they say, and numbers that they carry.
import type { Piece } from './buckets.ts'
import { type EventName, isOwn, type TimedEvent } from './events.ts'
import { attributeOf, everywhere, labels, ofResource } from './labels.ts'
import type { Asking, Only } from './measure.ts'
import { type Ask, allOf, anyOf, modelSql } from './sql-labels.ts'

/** Fields that have a column of their own; all others are read from the rest. */
const columns: Readonly<Record<TimedEvent, readonly string[]>> = {
  api_request: ['model', 'query_source', 'speed', 'cost_usd', 'duration_ms', 'ttft_ms'],
  tool_result: ['tool_name', 'success', 'error_type', 'duration_ms'],
}

/** Said by every event of a session alike, so kept apart: attribute → column. */
const identity = new Map<string, string>(
  [...everywhere, ...ofResource].map((name) => [labels[name].attribute, labels[name].column]),
)

export interface Count {
  readonly event: EventName
  readonly asking: Pick<Asking, 'where' | 'session'>
  readonly by?: string
  readonly only?: readonly Only[]
  /** What is added up; events themselves when left out. */
  readonly field?: string
}

/** Rows of bucket, label and value, from the events themselves. */
export function eventsCountSql(
  { event, asking, by, only = [], field }: Count,
  wanted: readonly Piece[],
): Ask {
  const label = fieldSql(event, by)
  const value = field === undefined ? null : numberSql(fieldSql(event, field))
  const from = eventsSql(event, asking, only, [by, field])
  return {
    sql: `
SELECT json_extract(piece.value, '$[2]') AS bucket, ${label.sql} AS label,
  ${value === null ? 'count(*)' : `sum(${value.sql})`} AS value
FROM json_each(?) piece CROSS JOIN ${from.sql}
GROUP BY 1, 2`,
    params: [...label.params, ...(value?.params ?? []), spans(wanted), ...from.params],
  }
}

/** From the narrowest table that knows the fields, of one `piece`: `t` is typed, `e` the event, `l` who and where. */
export function eventsSql(
  event: EventName,
  { where = [], session }: Pick<Asking, 'where' | 'session'>,
  only: readonly Only[],
  fields: readonly (string | undefined)[],
): Ask {
  const tests = [...where.map(({ label, is }) => ({ field: attributeOf(label), is })), ...only]
  const read = [...tests.map(({ field }) => field), ...fields.filter((one) => one !== undefined)]
  const places = new Set(read.map((field) => placeOf(event, field)))
  // Only events have an index by session.
  const narrow = isTyped(event) && places.has('typed') && places.size === 1 && session === undefined
  const main = narrow ? 't' : 'e'
  const chosen = allOf(tests.map(({ field, is }) => anyOf(fieldSql(event, field), is)))
  const joins = [
    ...(places.has('typed') ? [`CROSS JOIN ${event} t ON t.event = e.id`] : []),
    ...(places.has('identity') || places.has('anywhere')
      ? ['LEFT JOIN labelset l ON l.id = e.identity']
      : []),
  ]
  // The plus keeps the index by session in use where there is one session.
  const name = `${session === undefined ? '' : '+'}e.name = (SELECT id FROM event_name WHERE name = ?)`
  const who = `${main}.session = (SELECT id FROM session WHERE uid = ?)`
  return {
    sql: `${narrow ? `${event} t` : `event e ${joins.join(' ')}`}
WHERE ${narrow ? 'TRUE' : name} AND ${main}.at > json_extract(piece.value, '$[0]')
  AND ${main}.at <= json_extract(piece.value, '$[1]') ${session === undefined ? '' : `AND ${who}`} AND ${chosen.sql}`,
    params: [
      ...(narrow ? [] : [event]),
      ...(session === undefined ? [] : [session]),
      ...chosen.params,
    ],
  }
}

function isTyped(event: EventName): event is TimedEvent {
  return Object.hasOwn(columns, event)
}

function placeOf(event: EventName, field: string): 'typed' | 'identity' | 'rest' | 'anywhere' {
  if (isTyped(event) && columns[event].includes(field)) return 'typed'
  if (identity.has(field)) return 'identity'
  return isOwn(event, field) ? 'rest' : 'anywhere'
}

/** A field by its name on the wire, as text; true and false as such. */
export function fieldSql(event: EventName, by: string | undefined): Ask {
  if (by === undefined) return { sql: 'NULL', params: [] }
  const place = placeOf(event, by)
  if (place === 'typed') return { sql: typedSql(by), params: [] }
  if (place === 'identity') return { sql: `l.${identity.get(by)}`, params: [] }
  const own = (json: string): string =>
    `(SELECT CASE own.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(own.value AS TEXT) END
      FROM json_each(ifnull(${json}, '{}')) own WHERE own.key = ?)`
  if (place === 'rest') return { sql: own('e.rest'), params: [by] }
  return { sql: `coalesce(${own('e.rest')}, ${own('l.rest')})`, params: [by, by] }
}

function typedSql(field: string): string {
  if (field === 'success') return "CASE t.success WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
  return field === 'model' ? modelSql('t.model') : `t.${field}`
}

/** The client writes the same fact as a number here and as a text there; what is neither is unknown. */
function numberSql({ sql, params }: Ask): Ask {
  return {
    sql: `iif(${sql} GLOB '[0-9]*', CAST(${sql} AS REAL), NULL)`,
    params: [...params, ...params],
  }
}

/** As `eventsSql` wants its pieces: from, to, bucket. */
export function spans(wanted: readonly Piece[]): string {
  return JSON.stringify(wanted.map(([bucket, from, to]) => [from, to, bucket]))
}
