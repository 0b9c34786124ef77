// What a measurement needs of the sources, bundled as it will run.
import { create, fromJson, toBinary } from '@bufbuild/protobuf'
import { ExportMetricsServiceRequestSchema } from '../src/ledger/otlp/generated/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts'

export { openStore } from '../src/embedded/store/store.ts'
export { openDatabase } from '../src/world/database.ts'
export { freePort } from '../src/world/net.ts'

/** A request as the official mapping writes it. */
export function metricsRequest(body: Parameters<typeof fromJson>[1]): Uint8Array {
  const schema = ExportMetricsServiceRequestSchema
  return toBinary(schema, body === null ? create(schema) : fromJson(schema, body))
}

export { madeWork } from '../test/dashboards/made-year.ts'
