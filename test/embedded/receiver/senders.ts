// One sender for each way in: what the receiver says to any bytes at all, whole or not.
import { connect } from 'node:http2'
import { Agent, request } from 'node:http'
import { credentials, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js'
import type { Signal } from '../../../src/ledger/otlp/answer.ts'

const services: Readonly<Record<Signal, string>> = {
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
}
const limit = 60_000

/** Status, or 0 when the line was cut. */
export function httpSender(port: number, width: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: width })
  const send = (
    signal: Signal,
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
  ): Promise<number> =>
    new Promise((resolve) => {
      const asked = request(
        { port, agent, host: '127.0.0.1', path: `/v1/${signal}`, method: 'POST', timeout: limit },
        (answer) => answer.resume().on('close', () => resolve(answer.statusCode ?? 0)),
      )
      for (const [name, value] of Object.entries(headers)) asked.setHeader(name, value)
      asked.on('error', () => resolve(0)).on('timeout', () => asked.destroy())
      asked.end(body)
    })
  return { send, close: () => agent.destroy() }
}

/** gRPC's code; 0 is well. */
export function grpcSender(port: number) {
  const Client = makeGenericClientConstructor({}, 'any')
  const options = { 'grpc.max_send_message_length': -1 }
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), options)
  const same = (body: Buffer): Buffer => body
  const send = (signal: Signal, body: Uint8Array): Promise<number> =>
    new Promise((resolve) => {
      const deadline = Date.now() + limit
      const told = (fault: ServiceError | null): void => resolve(fault?.code ?? 0)
      client.makeUnaryRequest(services[signal], same, same, Buffer.from(body), { deadline }, told)
    })
  return { send, close: () => client.close() }
}

/** Frames as they are, whatever they say of their length: the code, or null when the line was cut. */
export function grpcFrame(port: number, frame: Uint8Array, ends: boolean): Promise<number | null> {
  return new Promise((resolve) => {
    const session = connect(`http://127.0.0.1:${port}`)
    const done = (code: number | null): void => {
      clearTimeout(timer)
      session.destroy()
      resolve(code)
    }
    const timer = setTimeout(() => done(null), limit)
    session.on('error', () => done(null))
    const stream = session.request({
      ':method': 'POST',
      ':path': services.metrics,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    const told = (headers: Readonly<Record<string, unknown>>): void => {
      if (headers['grpc-status'] !== undefined) done(Number(headers['grpc-status']))
    }
    stream.on('response', told).on('trailers', told)
    stream.on('error', () => done(null)).on('close', () => done(null))
    stream.resume().write(frame)
    if (ends) stream.end()
  })
}
