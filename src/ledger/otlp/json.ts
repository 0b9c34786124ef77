// OTLP/JSON as senders really write it, brought into the shape of the protobuf messages.
import { AggregationTemporality as temporality } from './generated/opentelemetry/proto/metrics/v1/metrics_pb.ts'
import {
  base64,
  choice,
  double,
  type Fields,
  fieldsOf,
  id,
  integer,
  list,
  one,
  text,
} from './json-field.ts'
import { spreadsIn } from './json-spreads.ts'
import type { Any, Content, LogRecord, Logs, Metric, Metrics, Pair, Point, Traces } from './wire.ts'

export function metricsIn(body: unknown): Metrics {
  return {
    resourceMetrics: list(fieldsOf(body), 'resourceMetrics', (group) => ({
      resource: one(group, 'resource', (fields) => ({ attributes: pairs(fields) })),
      scopeMetrics: list(group, 'scopeMetrics', (scope) => ({
        metrics: list(scope, 'metrics', metric),
      })),
    })),
  }
}

export function logsIn(body: unknown): Logs {
  return {
    resourceLogs: list(fieldsOf(body), 'resourceLogs', (group) => ({
      resource: one(group, 'resource', (fields) => ({ attributes: pairs(fields) })),
      scopeLogs: list(group, 'scopeLogs', (scope) => ({
        logRecords: list(scope, 'logRecords', logRecord),
      })),
    })),
  }
}

export function tracesIn(body: unknown): Traces {
  return {
    resourceSpans: list(fieldsOf(body), 'resourceSpans', (group) => ({
      scopeSpans: list(group, 'scopeSpans', (scope) => ({
        spans: list(scope, 'spans', (span) => span),
      })),
    })),
  }
}

function pairs(fields: Fields, name = 'attributes'): Pair[] {
  return list(fields, name, (pair) => ({ key: text(pair, 'key'), value: one(pair, 'value', any) }))
}

function any(fields: Fields): Any {
  return { value: content(fields) ?? { case: undefined } }
}

function content(fields: Fields): Content | null {
  const { stringValue, boolValue, intValue, doubleValue, bytesValue } = fields
  if (typeof stringValue === 'string') return { case: 'stringValue', value: stringValue }
  if (typeof boolValue === 'boolean') return { case: 'boolValue', value: boolValue }
  if (typeof bytesValue === 'string') return { case: 'bytesValue', value: base64(bytesValue) }
  const whole = integer(intValue)
  if (whole !== null) return { case: 'intValue', value: whole }
  const number = double(doubleValue)
  if (number !== null) return { case: 'doubleValue', value: number }
  const array = one(fields, 'arrayValue', (each) => ({ values: list(each, 'values', any) }))
  if (array !== undefined) return { case: 'arrayValue', value: array }
  const map = one(fields, 'kvlistValue', (each) => ({ values: pairs(each, 'values') }))
  return map === undefined ? null : { case: 'kvlistValue', value: map }
}

const temporalities = Object.fromEntries(
  Object.entries(temporality).map(([name, number]) => [
    `AGGREGATION_TEMPORALITY_${name}`,
    number as number,
  ]),
)

function metric(fields: Fields): Metric {
  return { name: text(fields, 'name'), unit: text(fields, 'unit'), data: data(fields) }
}

function data(fields: Fields): Metric['data'] {
  const gauge = one(fields, 'gauge', (each) => ({ dataPoints: list(each, 'dataPoints', point) }))
  if (gauge !== undefined) return { case: 'gauge', value: gauge }
  const sum = one(fields, 'sum', (each) => ({
    dataPoints: list(each, 'dataPoints', point),
    aggregationTemporality: choice(each['aggregationTemporality'], temporalities),
  }))
  if (sum !== undefined) return { case: 'sum', value: sum }
  const reading = {
    pairs,
    nanos,
    temporality: (value: unknown) => choice(value, temporalities),
  }
  return spreadsIn(fields, reading) ?? { case: undefined }
}

function point(fields: Fields): Point {
  return {
    attributes: pairs(fields),
    startTimeUnixNano: nanos(fields['startTimeUnixNano']),
    timeUnixNano: nanos(fields['timeUnixNano']),
    flags: Number(integer(fields['flags']) ?? 0n),
    value: pointValue(fields),
  }
}

/** 0 is no time, as in protobuf, and so is what no 64 bits can hold. */
function nanos(value: unknown): bigint {
  const read = integer(value) ?? 0n
  return read > 0n && read < 1n << 64n ? read : 0n
}

function pointValue({ asDouble, asInt }: Fields): Point['value'] {
  const number = double(asDouble)
  if (number !== null) return { case: 'asDouble', value: number }
  const whole = integer(asInt)
  return whole === null ? { case: undefined } : { case: 'asInt', value: whole }
}

function logRecord(fields: Fields): LogRecord {
  return {
    timeUnixNano: nanos(fields['timeUnixNano']),
    observedTimeUnixNano: nanos(fields['observedTimeUnixNano']),
    severityText: text(fields, 'severityText'),
    body: one(fields, 'body', any),
    attributes: pairs(fields),
    traceId: id(fields, 'traceId'),
    spanId: id(fields, 'spanId'),
    eventName: text(fields, 'eventName'),
  }
}
