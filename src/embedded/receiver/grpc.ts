// OTLP over gRPC: the same desk behind another door. The library is loaded when the door is opened.
import type * as Grpc from '@grpc/grpc-js'
import { encodeAnswer, type Signal } from '../../ledger/otlp/answer.ts'
import { stranger } from './entrance.ts'
import type { Desk } from './http.ts'
import { leftOut } from './intake.ts'
import type { Limits } from './limits.ts'
import { Refused } from './refused.ts'
import { slowness } from './grpc-slow.ts'

export interface GrpcListening {
  readonly port: number
  /** Lets open calls end, for a while. */
  close(grace?: number): Promise<void>
}

type Credentials = Pick<typeof Grpc, 'ServerCredentials'>
type Call = Grpc.ServerUnaryCall<Buffer, Uint8Array>

const services: Readonly<Record<Signal, string>> = {
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
}

export async function listenGrpc(
  desk: Desk,
  host: string,
  port: number,
): Promise<GrpcListening | null> {
  // CommonJS: bundled, its names are found under `default` alone.
  const { default: grpc } = await import('@grpc/grpc-js')
  // It writes to stderr what its callers are told as well.
  grpc.setLogVerbosity(grpc.logVerbosity.NONE)
  const server = new grpc.Server({
    ...options(desk.limits),
    interceptors: [slowness(grpc, desk)],
  })
  for (const [signal, service] of Object.entries(services) as [Signal, string][])
    server.addService(definition(service), { Export: answering(desk, signal) })
  const bound = await bind(grpc, server, `${host}:${port}`)
  return bound === null ? null : { port: bound, close: (grace = 2_000) => close(server, grace) }
}

function options({ inflated }: Limits): Grpc.ServerOptions {
  return {
    'grpc.max_receive_message_length': inflated,
    'grpc.max_concurrent_streams': 64,
    'grpc.max_metadata_size': 16 * 1024,
    'grpc.max_connection_idle_ms': 10 * 60_000,
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 20_000,
  }
}

/** Bytes in, bytes out: what they mean is decided behind the desk, for both transports alike. */
function definition(service: string): Grpc.ServiceDefinition {
  const same = (bytes: Buffer): Buffer => bytes
  const copied = (bytes: Uint8Array): Buffer => Buffer.from(bytes)
  return {
    Export: {
      path: `/${service}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: copied,
      responseDeserialize: same,
    },
  }
}

function answering(desk: Desk, signal: Signal): Grpc.handleUnaryCall<Buffer, Uint8Array> {
  return (call, callback) => void answer(call, callback, desk, signal)
}

async function answer(
  call: Call,
  callback: Grpc.sendUnaryData<Uint8Array>,
  desk: Desk,
  signal: Signal,
): Promise<void> {
  try {
    callback(null, await take(call, desk, signal))
  } catch (cause) {
    const fault = cause instanceof Refused ? cause : new Refused('store-failed', { cause })
    desk.refused(fault)
    callback({ code: fault.answer.grpc, details: fault.message })
  }
}

async function take(call: Call, desk: Desk, signal: Signal): Promise<Uint8Array> {
  const header = (name: string): string | undefined => call.metadata.get(name)[0]?.toString()
  const wrong = stranger(desk.entrance, {
    host: call.getHost(),
    origin: header('origin'),
    authorization: header('authorization'),
  })
  if (wrong !== null) throw new Refused(wrong)
  const claim = desk.enter()
  try {
    const body = call.request
    if (!claim.more(body.length)) throw new Refused('crowded')
    desk.took('grpc', body.length, body.length)
    const { count, reason } = leftOut(await desk.intake(signal, 'protobuf', body))
    return encodeAnswer(signal, 'protobuf', count, reason)
  } finally {
    claim.free()
  }
}

function bind(grpc: Credentials, server: Grpc.Server, address: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (fault, port) => {
      if (fault === null) resolve(port)
      // The library tells it in its sentence alone.
      else if (/EADDRINUSE|EACCES|EPERM/.test(fault.message)) resolve(null)
      else reject(fault)
    })
  })
}

function close(server: Grpc.Server, grace: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.forceShutdown(), grace)
    server.tryShutdown(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
