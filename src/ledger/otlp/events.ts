// Log records, flat: one event each, under the name that boards know it by.
import type { Batch, Event, Labels, Value } from '../record.ts'
import { settled } from './clock.ts'
import { attributesOf, hex, labelsOf, valueOf } from './values.ts'
import type { LogRecord, Logs } from './wire.ts'

const prefix = 'claude_code.'

export function eventsOf({ resourceLogs }: Logs, arrived: number): Batch {
  const records: Event[] = []
  let clamped = 0
  for (const { resource, scopeLogs } of resourceLogs) {
    const about = labelsOf(resource?.attributes ?? [])
    for (const { logRecords } of scopeLogs) {
      for (const record of logRecords) {
        const time = timeOf(record, arrived)
        if (time.clamped) clamped += 1
        records.push(eventOf(record, time.at, about))
      }
    }
  }
  return { records, refused: {}, clamped, spans: 0 }
}

/** A record may leave its time open; then it is when it was seen, at last by us. */
function timeOf({ timeUnixNano, observedTimeUnixNano }: LogRecord, arrived: number) {
  return (
    settled(timeUnixNano, arrived) ??
    settled(observedTimeUnixNano, arrived) ?? { at: arrived, clamped: false }
  )
}

function eventOf(record: LogRecord, at: number, resource: Labels): Event {
  const own = attributesOf(record.attributes)
  const body = valueOf(record.body)
  const name = nameOf(own['event.name'], record.eventName, body)
  const more: [string, Value][] = [
    ['body', body === name || body === prefix + name ? null : body],
    ['severity_text', record.severityText || null],
    ['trace_id', hex(record.traceId) || null],
    ['span_id', hex(record.spanId) || null],
  ]
  const added = Object.fromEntries(more.filter(([, value]) => value !== null))
  return { kind: 'event', name, at, attributes: { ...added, ...own }, resource }
}

/** A free text is no name: it would become as many names as there are lines. */
function nameOf(attribute: Value | undefined, field: string, body: Value): string {
  const isOurs = typeof body === 'string' && body.startsWith(prefix)
  const found = [attribute, field, isOurs ? body : null].find(
    (one): one is string => typeof one === 'string' && one !== '',
  )
  return found === undefined ? 'log' : found.startsWith(prefix) ? found.slice(prefix.length) : found
}
