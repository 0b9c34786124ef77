// Histograms and summaries of OTLP/JSON, brought into the shape of the protobuf messages.
import { double, type Fields, integer, list, one } from './json-field.ts'
import type { Pair, Spreads, WireBuckets } from './wire.ts'

export interface Reading {
  readonly pairs: (fields: Fields) => Pair[]
  readonly nanos: (value: unknown) => bigint
  readonly temporality: (value: unknown) => number
}

export function spreadsIn(fields: Fields, reading: Reading): Spreads | null {
  const dataPoints = <Point>(each: Fields, read: (fields: Fields) => Point): Point[] =>
    list(each, 'dataPoints', read)
  const temporal = (each: Fields): number => reading.temporality(each['aggregationTemporality'])
  const histogram = one(fields, 'histogram', (each) => ({
    dataPoints: dataPoints(each, (point) => ({ ...spread(point, reading), ...explicit(point) })),
    aggregationTemporality: temporal(each),
  }))
  if (histogram !== undefined) return { case: 'histogram', value: histogram }
  const exponential = one(fields, 'exponentialHistogram', (each) => ({
    dataPoints: dataPoints(each, (point) => ({ ...spread(point, reading), ...scaled(point) })),
    aggregationTemporality: temporal(each),
  }))
  if (exponential !== undefined) return { case: 'exponentialHistogram', value: exponential }
  const summary = one(fields, 'summary', (each) => ({
    dataPoints: dataPoints(each, (point) => ({ ...spread(point, reading), ...quantiles(point) })),
  }))
  return summary === undefined ? null : { case: 'summary', value: summary }
}

function spread(fields: Fields, { pairs, nanos }: Reading) {
  return {
    attributes: pairs(fields),
    startTimeUnixNano: nanos(fields['startTimeUnixNano']),
    timeUnixNano: nanos(fields['timeUnixNano']),
    flags: Number(integer(fields['flags']) ?? 0n),
    count: integer(fields['count']) ?? 0n,
    sum: double(fields['sum']) ?? undefined,
  }
}

function explicit(fields: Fields) {
  return {
    bucketCounts: counts(fields['bucketCounts']),
    explicitBounds: numbers(fields['explicitBounds']),
    ...extremes(fields),
  }
}

function scaled(fields: Fields) {
  return {
    scale: Number(integer(fields['scale']) ?? 0n),
    zeroCount: integer(fields['zeroCount']) ?? 0n,
    zeroThreshold: double(fields['zeroThreshold']) ?? 0,
    positive: one(fields, 'positive', buckets),
    negative: one(fields, 'negative', buckets),
    ...extremes(fields),
  }
}

function quantiles(fields: Fields) {
  return {
    quantileValues: list(fields, 'quantileValues', (each) => ({
      quantile: double(each['quantile']) ?? 0,
      value: double(each['value']) ?? 0,
    })),
  }
}

function extremes(fields: Fields) {
  return { min: double(fields['min']) ?? undefined, max: double(fields['max']) ?? undefined }
}

function buckets(fields: Fields): WireBuckets {
  return {
    offset: Number(integer(fields['offset']) ?? 0n),
    bucketCounts: counts(fields['bucketCounts']),
  }
}

function counts(value: unknown): bigint[] {
  return Array.isArray(value) ? value.map((each) => integer(each) ?? 0n) : []
}

/** What is no number makes the point malformed, later. */
function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.map((each) => double(each) ?? Number.NaN) : []
}
