// Metrics, flat: what may be added up, what stands for itself, and what is refused with its reason.
import type { Batch, Delta, Distribution, Labels, Level, Refusal } from '../record.ts'
import { millis, settled } from './clock.ts'
import { distributionsOf } from './distributions.ts'
import { AggregationTemporality as temporality } from './generated/opentelemetry/proto/metrics/v1/metrics_pb.ts'
import { labelsOf } from './values.ts'
import type { Metric, Metrics, Point, Spreads } from './wire.ts'

/** Sums of ours are only right as deltas; of others, a running total is worth as much as a gauge. */
const ours = 'claude_code.'
const noRecordedValue = 1

interface Draft {
  readonly records: (Delta | Level | Distribution)[]
  readonly refused: Partial<Record<Refusal, number>>
  clamped: number
  cumulativeFrom: string | null
  readonly arrived: number
}

export function pointsOf({ resourceMetrics }: Metrics, arrived: number): Batch {
  const draft: Draft = { records: [], refused: {}, clamped: 0, cumulativeFrom: null, arrived }
  for (const { resource, scopeMetrics } of resourceMetrics) {
    const about = resource?.labels ?? labelsOf(resource?.attributes ?? [])
    for (const { metrics } of scopeMetrics) {
      for (const metric of metrics) take(metric, about, draft)
    }
  }
  const { records, refused, clamped, cumulativeFrom } = draft
  const found = { records, refused, clamped, spans: 0 }
  return cumulativeFrom === null ? found : { ...found, cumulativeFrom }
}

function take(metric: Metric, resource: Labels, draft: Draft): void {
  const { data } = metric
  if (data.case === undefined) return
  const { dataPoints } = data.value
  if (metric.name === '') return refuse(draft, 'malformed', dataPoints.length)
  if (data.case !== 'gauge' && data.case !== 'sum') return takeSpread(metric, data, resource, draft)
  const kind =
    data.case === 'gauge' ? 'level' : kindOf(metric.name, data.value.aggregationTemporality)
  if (kind === 'cumulative') draft.cumulativeFrom = senderIn(resource)
  if (kind === 'cumulative' || kind === 'malformed') return refuse(draft, kind, dataPoints.length)
  for (const point of data.value.dataPoints) {
    const record = recordOf(kind, metric, point, resource, draft)
    if (record === null) refuse(draft, 'malformed', 1)
    else draft.records.push(record)
  }
}

/** As people know it; a sender may call itself anything. */
function senderIn(resource: Labels): string {
  const { 'service.name': name = 'unknown', 'service.version': version = '' } = resource
  return `${name} ${version}`.trim().slice(0, 100)
}

function takeSpread({ name, unit }: Metric, data: Spreads, resource: Labels, draft: Draft): void {
  for (const found of distributionsOf(data, { name, unit, resource }, draft.arrived)) {
    if (typeof found === 'string') {
      refuse(draft, found, 1)
      continue
    }
    if (found.clamped) draft.clamped += 1
    draft.records.push(found.record)
  }
}

function kindOf(name: string, temporal: number): 'delta' | 'level' | 'cumulative' | 'malformed' {
  if (temporal === temporality.DELTA) return 'delta'
  if (temporal !== temporality.CUMULATIVE) return 'malformed'
  return name.startsWith(ours) ? 'cumulative' : 'level'
}

function refuse({ refused }: Draft, why: Refusal, count: number): void {
  if (count > 0) refused[why] = (refused[why] ?? 0) + count
}

function recordOf(
  kind: 'delta' | 'level',
  { name, unit }: Metric,
  point: Point,
  resource: Labels,
  draft: Draft,
): Delta | Level | null {
  const time = settled(point.timeUnixNano, draft.arrived)
  const value = Number(point.value.case === undefined ? Number.NaN : point.value.value)
  const isThere = (point.flags & noRecordedValue) === 0 && Number.isFinite(value)
  if (time === null || !isThere) return null
  if (time.clamped) draft.clamped += 1
  const labels = point.labels ?? labelsOf(point.attributes)
  if (kind === 'level') return { kind, name, unit, labels, resource, at: time.at, value }
  const start = startOf(point, time.at)
  return { kind, name, unit, labels, resource, start, end: time.at, value }
}

/**
 * The start stays what the sender said, believed or not: it tells two windows of one series apart. Only where the
 * end became the time of arrival and lies before it, the window moves as a whole.
 */
function startOf({ startTimeUnixNano, timeUnixNano }: Point, end: number): number {
  const start = millis(startTimeUnixNano)
  return start <= end ? start : end - Math.max(0, millis(timeUnixNano) - start)
}
