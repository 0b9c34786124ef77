// What a receiver says back, in the encoding of the request: all kept, a part refused, or why not.
import { create, toBinary } from '@bufbuild/protobuf'
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { Form } from './decode.ts'
import { ExportLogsServiceResponseSchema } from './generated/opentelemetry/proto/collector/logs/v1/logs_service_pb.ts'
import { ExportMetricsServiceResponseSchema } from './generated/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts'
import { ExportTraceServiceResponseSchema } from './generated/opentelemetry/proto/collector/trace/v1/trace_service_pb.ts'

export const signals = ['metrics', 'logs', 'traces'] as const
export type Signal = (typeof signals)[number]

const rejectedField = {
  metrics: 'rejectedDataPoints',
  logs: 'rejectedLogRecords',
  traces: 'rejectedSpans',
} as const

/** `refused` 0 is plain success. */
export function encodeAnswer(
  signal: Signal,
  form: Form,
  refused: number,
  reason: string,
): Uint8Array {
  if (form === 'protobuf') return binaryAnswer(signal, refused, reason)
  const part = { [rejectedField[signal]]: String(refused), errorMessage: reason }
  return utf8(refused === 0 ? '{}' : JSON.stringify({ partialSuccess: part }))
}

function binaryAnswer(signal: Signal, refused: number, errorMessage: string): Uint8Array {
  if (refused === 0) return new Uint8Array()
  const count = BigInt(refused)
  switch (signal) {
    case 'metrics': {
      const partialSuccess = { rejectedDataPoints: count, errorMessage }
      const schema = ExportMetricsServiceResponseSchema
      return toBinary(schema, create(schema, { partialSuccess }))
    }
    case 'logs': {
      const partialSuccess = { rejectedLogRecords: count, errorMessage }
      const schema = ExportLogsServiceResponseSchema
      return toBinary(schema, create(schema, { partialSuccess }))
    }
    case 'traces': {
      const partialSuccess = { rejectedSpans: count, errorMessage }
      const schema = ExportTraceServiceResponseSchema
      return toBinary(schema, create(schema, { partialSuccess }))
    }
  }
}

/** A failure is a google.rpc.Status: code = 1, message = 2. */
export function encodeStatus(form: Form, code: number, message: string): Uint8Array {
  if (form === 'json') return utf8(JSON.stringify({ code, message }))
  return new BinaryWriter()
    .tag(1, WireType.Varint)
    .int32(code)
    .tag(2, WireType.LengthDelimited)
    .string(message)
    .finish()
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
