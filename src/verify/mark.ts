// The canary as plain data, in OTLP/JSON's shape: one point per signal that no total can ever count.
import { markAttribute, markName, markSource } from '../dashboards/marks.ts'
import type { Signal } from './messages.ts'

export interface Mark {
  readonly text: string
  readonly at: Date
  /** Hex digits that differ from mark to mark; the span's ids are cut from them, at least 48. */
  readonly digits: string
  /** `counted` goes the whole way of a counted point, for an engine that is known to take it; a gauge suits everybody. */
  readonly kind: 'gauge' | 'counted'
}

export function canary(signal: Signal, mark: Mark): object {
  const resource = { attributes: [attribute('service.name', markSource)] }
  const scope = { name: markSource }
  if (signal === 'metrics') {
    return { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics: [metric(mark)] }] }] }
  }
  if (signal === 'logs') {
    return { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [record(mark)] }] }] }
  }
  return { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span(mark)] }] }] }
}

/** Under a name of its own: sums of counters and panels of Claude Code's metrics pass it by. */
function metric(mark: Mark): object {
  const point = { timeUnixNano: nanoseconds(mark.at), asDouble: 1 }
  const said = {
    name: markName,
    description: 'Sent by claude-telemetry to see that points are accepted',
    unit: '1',
  }
  if (mark.kind === 'gauge')
    return { ...said, gauge: { dataPoints: [{ ...point, attributes: [named(mark)] }] } }
  const start = nanoseconds(new Date(mark.at.getTime() - 1))
  // No label, so that it needs no room for a value of its own.
  const dataPoints = [{ startTimeUnixNano: start, ...point, attributes: [asSession(mark)] }]
  return { ...said, sum: { dataPoints, aggregationTemporality: 1, isMonotonic: true } }
}

/** Shaped as the client's own events are: the name is the body and the attribute event.name. */
function record(mark: Mark): object {
  return {
    timeUnixNano: nanoseconds(mark.at),
    observedTimeUnixNano: nanoseconds(mark.at),
    body: { stringValue: markName },
    attributes: [
      attribute('event.name', markName),
      named(mark),
      ...(mark.kind === 'counted' ? [asSession(mark)] : []),
    ],
  }
}

function span(mark: Mark): object {
  return {
    traceId: mark.digits.slice(0, 32),
    spanId: mark.digits.slice(32, 48),
    name: markName,
    kind: 1,
    startTimeUnixNano: nanoseconds(mark.at),
    endTimeUnixNano: nanoseconds(new Date(mark.at.getTime() + 1)),
    attributes: [named(mark)],
  }
}

function named(mark: Mark): object {
  return attribute(markAttribute, mark.text)
}

/** A session of its own: sessions are many by nature. */
function asSession(mark: Mark): object {
  return attribute('session.id', mark.text)
}

function attribute(key: string, value: string): object {
  return { key, value: { stringValue: value } }
}

/** A text, because no JSON number holds nanoseconds since 1970 exactly. */
function nanoseconds(at: Date): string {
  return `${BigInt(at.getTime()) * 1_000_000n}`
}
