// The receiver over gRPC: the same records as over HTTP, and the same refusals in gRPC's words.
import { connect } from 'node:http2'
import {
  credentials,
  makeGenericClientConstructor,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ReceiveOptions } from '../../../src/embedded/receiver/receive.ts'
import { Problem } from '../../../src/errors.ts'
import { decode as fieldsIn } from '../../../src/verify/protobuf.ts'
import { bytes, pointsSeen, raw, recorded } from '../../ledger/fixtures.ts'
import { asProtobuf } from '../../ledger/wire-form.ts'
import { type Bench, bench } from './bench.ts'

const paths = {
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
}
const fine = recorded().find(({ name }) => name.includes('329/metrics-delta-all'))!.body
const same = (body: Buffer): Buffer => body

interface Said {
  readonly code: number
  readonly details: string
  readonly body: Buffer | null
}

async function stand(options: ReceiveOptions = {}) {
  const one = await bench(options)
  const listening = (await one.receiver.grpc('127.0.0.1', 0))!
  const Client = makeGenericClientConstructor({}, 'any')
  const client = new Client(`127.0.0.1:${listening.port}`, credentials.createInsecure(), {
    'grpc.default_compression_algorithm': 2,
    'grpc.max_send_message_length': -1,
  })
  onTestFinished(async () => {
    client.close()
    await listening.close(100)
  })
  const call = (path: string, body: Uint8Array, headers: Record<string, string> = {}) =>
    new Promise<Said>((resolve) => {
      const metadata = new Metadata()
      for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
      client.makeUnaryRequest(
        path,
        same,
        same,
        Buffer.from(body),
        metadata,
        { deadline: Date.now() + 15_000 },
        (fault: ServiceError | null, answer?: Buffer) =>
          resolve({
            code: fault?.code ?? 0,
            details: fault?.details ?? '',
            body: answer ?? null,
          }),
      )
    })
  return { ...one, listening, call }
}

async function stillFine({ written, receiver, call }: Bench & { call: any }): Promise<void> {
  expect(await call(paths.metrics, asProtobuf('metrics', fine))).toMatchObject({ code: 0 })
  expect(written.at(-1)?.records).toHaveLength(pointsSeen(fine).length)
  expect(receiver.counters().waiting).toEqual({ requests: 0, bytes: 0 })
}

describe('gRPC', () => {
  test('the same as over HTTP, compressed as here or not', async () => {
    const one = await stand()
    await one.post('/v1/metrics', bytes(fine))
    await stillFine(one)
    expect(one.written[1]).toEqual(one.written[0])
  })

  test('a frame as the real client sent it', async () => {
    const { listening, written } = await stand()
    const session = connect(`http://127.0.0.1:${listening.port}`)
    onTestFinished(() => session.destroy())
    const told = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': paths.metrics,
        'content-type': 'application/grpc',
        te: 'trailers',
      })
      stream.on('trailers', resolve).on('error', reject).resume()
      stream.end(raw('claude-code-2.1.329/metrics-grpc-frame.bin'))
    })
    expect(told['grpc-status']).toBe('0')
    expect(written[0]?.records.length).toBeGreaterThan(5)
  })

  test('logs and traces', async () => {
    const { call, receiver } = await stand()
    for (const signal of ['logs', 'traces'] as const) {
      const { body } = recorded().find((one) => one.signal === signal)!
      expect(await call(paths[signal], asProtobuf(signal, body))).toMatchObject({ code: 0 })
    }
    const { spans, stored } = receiver.counters()
    expect(Math.min(spans, stored.events)).toBeGreaterThan(5)
  })

  test('a part refused', async () => {
    const { call } = await stand()
    const { body } = recorded().find(({ name }) => name.includes('cumulative-intervals'))!
    const told = await call(paths.metrics, asProtobuf('metrics', body))
    const [partial] = fieldsIn(Uint8Array.from(told.body!)) ?? []
    const inside = fieldsIn(partial?.value as Uint8Array<ArrayBuffer>) ?? []
    expect(inside[0]?.value).toBe(BigInt(pointsSeen(body).length))
  })

  test.each([
    ['no OTLP', paths.metrics, Uint8Array.of(0xff), {}, 3],
    ['another service', '/opentelemetry.proto.collector.none/Export', new Uint8Array(), {}, 12],
    ['an Origin', paths.logs, new Uint8Array(), { origin: 'http://localhost' }, 7],
    ['more than is taken', paths.logs, new Uint8Array(9 * 1024 * 1024), {}, 8],
  ])('%s', async (_, path, body, headers, code) => {
    const one = await stand()
    expect((await one.call(path, body, headers)).code).toBe(code)
    expect(one.written).toEqual([])
    await stillFine(one)
  })

  test('without the token', async () => {
    const { call } = await stand({ token: 'secret' })
    expect(await call(paths.logs, new Uint8Array())).toMatchObject({ code: 16 })
    const headers = { authorization: 'Bearer secret' }
    expect(await call(paths.logs, new Uint8Array(), headers)).toMatchObject({ code: 0 })
  })

  test('a store that says no', async () => {
    const { call, store } = await stand()
    store(() => Promise.reject(new Problem('store-full', 'full')))
    expect(await call(paths.logs, new Uint8Array())).toMatchObject({ code: 14 })
  })

  test('a message that never ends', async () => {
    const one = await stand({ limits: { bodyTime: 200 } })
    const session = connect(`http://127.0.0.1:${one.listening.port}`)
    onTestFinished(() => session.destroy())
    const headers = { ':method': 'POST', ':path': paths.logs, 'content-type': 'application/grpc' }
    const status = await new Promise((resolve) => {
      const stream = session.request({ ...headers, te: 'trailers' })
      stream
        .on('response', (answer) => resolve(answer['grpc-status']))
        .on('trailers', (end) => resolve(end['grpc-status']))
      stream.on('error', () => undefined)
      stream.resume().write(Buffer.from([0, 0, 0, 1, 0, 1]))
    })
    expect(status).toBe('4')
    await stillFine(one)
    expect(one.receiver.counters().turnedAway).toEqual({ slow: 1 })
  })

  test('a taken port', async () => {
    const { receiver, port } = await bench()
    expect(await receiver.grpc('127.0.0.1', port)).toBeNull()
  })
})
