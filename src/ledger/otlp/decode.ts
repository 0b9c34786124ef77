// Bytes of an OTLP request in, one flat batch out; the same batch from protobuf and from JSON.
import { type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf'
import { Problem } from '../../errors.ts'
import type { Batch } from '../record.ts'
import { eventsOf } from './events.ts'
import { ExportLogsServiceRequestSchema as logs } from './generated/opentelemetry/proto/collector/logs/v1/logs_service_pb.ts'
import { ExportMetricsServiceRequestSchema as metrics } from './generated/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts'
import { ExportTraceServiceRequestSchema as traces } from './generated/opentelemetry/proto/collector/trace/v1/trace_service_pb.ts'
import { logsIn, metricsIn, tracesIn } from './json.ts'
import { extentOf } from './json-scan.ts'
import { plainMetrics } from './plain-metrics.ts'
import { pointsOf } from './points.ts'
import { hasMoreMessages } from './protobuf-scan.ts'
import type { Traces } from './wire.ts'

export type Form = 'json' | 'protobuf'

/** Deep enough for every real value, and for nothing that wants to exhaust the stack. */
const mostDepth = 48
/** As many messages as eight megabytes of real points hold, and no more than memory bears. */
const mostObjects = 600_000

/** `arrived` in milliseconds: it stands in for times that cannot be believed. */
export function decodeMetrics(body: Uint8Array, form: Form, arrived: number): Batch {
  return reading(() => {
    if (form === 'json') return pointsOf(metricsIn(parsed(body)), arrived)
    refuseCrowd(body, metrics)
    return pointsOf(plainMetrics(body) ?? read(metrics, body), arrived)
  })
}

export function decodeLogs(body: Uint8Array, form: Form, arrived: number): Batch {
  return reading(() => eventsOf(form === 'json' ? logsIn(parsed(body)) : read(logs, body), arrived))
}

/** Spans are counted, and not kept. */
export function decodeTraces(body: Uint8Array, form: Form, _arrived: number): Batch {
  return reading(() => counted(form === 'json' ? tracesIn(parsed(body)) : read(traces, body)))
}

function counted({ resourceSpans }: Traces): Batch {
  const scopes = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans)
  const spans = scopes.reduce((sum, scope) => sum + scope.spans.length, 0)
  return { records: [], refused: {}, clamped: 0, spans }
}

function read<Shape extends DescMessage>(shape: Shape, body: Uint8Array): MessageShape<Shape> {
  refuseCrowd(body, shape)
  return fromBinary(shape, body, { readUnknownFields: false, recursionLimit: mostDepth })
}

function refuseCrowd(body: Uint8Array, shape: DescMessage): void {
  if (hasMoreMessages(body, shape, mostObjects)) throw new Error('too many messages')
}

function parsed(body: Uint8Array): unknown {
  const { depth, objects } = extentOf(body)
  if (depth > mostDepth) throw new Error('nested too deeply')
  if (objects > mostObjects) throw new Error('too many objects')
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
}

/** What the body holds stays out of the message: it may be a prompt. */
function reading(work: () => Batch): Batch {
  try {
    return work()
  } catch (cause) {
    throw new Problem('bad-body', 'The body is no OTLP request.', { cause })
  }
}
