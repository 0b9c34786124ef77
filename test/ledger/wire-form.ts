// The same request as protobuf, made by the official mapping and not by ours.
import { type DescMessage, fromJson, toBinary } from '@bufbuild/protobuf'
import { decodeLogs, decodeMetrics, decodeTraces, type Form } from '../../src/ledger/otlp/decode.ts'
import type { Signal } from '../../src/ledger/otlp/answer.ts'
import { ExportLogsServiceRequestSchema } from '../../src/ledger/otlp/generated/opentelemetry/proto/collector/logs/v1/logs_service_pb.ts'
import { ExportMetricsServiceRequestSchema } from '../../src/ledger/otlp/generated/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts'
import { ExportTraceServiceRequestSchema } from '../../src/ledger/otlp/generated/opentelemetry/proto/collector/trace/v1/trace_service_pb.ts'
import type { Batch } from '../../src/ledger/record.ts'

const schemas: Readonly<Record<Signal, DescMessage>> = {
  metrics: ExportMetricsServiceRequestSchema,
  logs: ExportLogsServiceRequestSchema,
  traces: ExportTraceServiceRequestSchema,
}

const decoders = { metrics: decodeMetrics, logs: decodeLogs, traces: decodeTraces }

export function decoded(signal: Signal, body: Uint8Array, form: Form, arrived: number): Batch {
  return decoders[signal](body, form, arrived)
}

/** Ids are hex in OTLP and base64 in protobuf's own JSON: the one place where the two differ. */
export function asProtobuf(signal: Signal, body: any): Uint8Array {
  const text = JSON.stringify(body, (key, value) =>
    /^(?:trace|span|parentSpan)Id$/.test(key)
      ? Buffer.from(String(value), 'hex').toString('base64')
      : value,
  )
  return toBinary(schemas[signal], fromJson(schemas[signal], JSON.parse(text)))
}
