import { createServer } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import {
  type GrpcSaid,
  fakeGrpcReceiver,
  fakeHttpReceiver,
  listening,
} from '../fakes/fake-otlp-receiver.ts'
import { mark, send, sendOne } from './wish.ts'

const protocol = 'grpc'
const fine: GrpcSaid = { body: Buffer.alloc(5), trailers: { 'grpc-status': '0' } }

test('one call per signal, framed, whatever path the endpoint has', async () => {
  const receiver = await fakeGrpcReceiver(() => fine)
  const endpoint = `${receiver.endpoint}/some/path`
  const hops = await send({
    endpoint,
    protocol,
    signals: ['metrics', 'logs', 'traces'],
    headers: { 'X-Team': 'core' },
  })
  expect(hops.map(({ ok, detail }) => [ok, detail])).toEqual(hops.map(() => [true, null]))
  expect(hops).toHaveLength(3)
  expect(receiver.seen.map(({ path }) => path).toSorted()).toEqual([
    '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
    '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
    '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  ])
  for (const { headers, body } of receiver.seen) {
    expect(headers).toMatchObject({
      'x-team': 'core',
      te: 'trailers',
      'content-type': 'application/grpc',
    })
    expect([body[0], body.readUInt32BE(1)]).toEqual([0, body.length - 5])
    expect(body.includes(mark)).toBe(true)
  }
})

test('gzip is said in the frame and in a header', async () => {
  const receiver = await fakeGrpcReceiver(() => fine)
  await send({ endpoint: receiver.endpoint, protocol, compression: 'gzip' })
  const [one] = receiver.seen
  expect(one?.headers['grpc-encoding']).toBe('gzip')
  expect(one?.body[0]).toBe(1)
  expect(gunzipSync(one?.body.subarray(5) ?? '').includes(mark)).toBe(true)
})

test.each<[string, GrpcSaid, RegExp]>([
  [
    'in the trailers',
    { trailers: { 'grpc-status': '14', 'grpc-message': 'tr%C3%BCb %zz' } },
    /^gRPC status 14 UNAVAILABLE; it said: trüb %zz; .*log/,
  ],
  [
    'in the first headers',
    { headers: { 'grpc-status': '12' } },
    /^gRPC status 12 UNIMPLEMENTED; .*takes no OTLP/,
  ],
  ['16', { headers: { 'grpc-status': '16' } }, /--headers-file FILE/],
  ['7', { headers: { 'grpc-status': '7' } }, /--headers-file FILE/],
  ['3', { headers: { 'grpc-status': '3' } }, /--protocol http\/protobuf/],
  ['8', { headers: { 'grpc-status': '8' } }, /RESOURCE_EXHAUSTED.*wait/],
  ['99', { headers: { 'grpc-status': '99' } }, /^gRPC status 99;/],
  [
    'no gRPC at all',
    { status: 404, headers: { 'content-type': 'text/plain' }, body: 'not here' },
    /^HTTP 404 without a gRPC status; it said: not here; .*--protocol http\/protobuf/,
  ],
  ['a gateway that wants credentials', { status: 401 }, /^HTTP 401 .*--headers-file FILE/],
  [
    'partial success',
    { body: Buffer.from('00000000090a0708021203626164', 'hex'), trailers: { 'grpc-status': '0' } },
    /rejected 2 .*it said: bad;/,
  ],
])('refused: %s', async (_name, said, expected) => {
  const receiver = await fakeGrpcReceiver(() => said)
  const hop = await sendOne({ endpoint: receiver.endpoint, protocol })
  expect(hop.ok).toBe(false)
  expect(hop.detail).toMatch(expected)
})

test('hung', async () => {
  const receiver = await fakeGrpcReceiver(() => 'hang')
  const hop = await sendOne({ endpoint: receiver.endpoint, protocol, timeoutMs: 200 })
  expect(hop.detail).toMatch(/no answer within 0\.2 s/)
})

test('accepted by the kernel and never spoken to', async () => {
  const { endpoint } = await listening(createServer(() => undefined))
  expect((await sendOne({ endpoint, protocol, timeoutMs: 200 })).detail).toMatch(/no answer within/)
})

test('reset', async () => {
  const receiver = await fakeGrpcReceiver(() => 'reset')
  expect((await sendOne({ endpoint: receiver.endpoint, protocol })).ok).toBe(false)
})

test('an HTTP/1 port', async () => {
  const receiver = await fakeHttpReceiver(() => ({}))
  const hop = await sendOne({ endpoint: receiver.endpoint, protocol })
  expect(hop.detail).toMatch(/not in HTTP\/2, which gRPC needs: .*--protocol http\/protobuf/)
})

test('a gRPC port that is spoken to in HTTP/1', async () => {
  const receiver = await fakeGrpcReceiver(() => fine)
  const hop = await sendOne({ endpoint: receiver.endpoint, protocol: 'http/protobuf' })
  expect(hop.ok).toBe(false)
  expect(hop.detail).toMatch(/--protocol grpc/)
})

test('refused and cancelled', async () => {
  const { detail } = await sendOne({ endpoint: 'http://127.0.0.1:1', protocol })
  expect(detail).toMatch(/^nothing listens on 127\.0\.0\.1:1 /)
  const receiver = await fakeGrpcReceiver(() => 'hang')
  const reason = new Error('Ctrl-C')
  const controller = new AbortController()
  setTimeout(() => controller.abort(reason), 50)
  await expect(
    sendOne({ endpoint: receiver.endpoint, protocol, signal: controller.signal }),
  ).rejects.toBe(reason)
})

test('a header that HTTP/2 forbids is named as such, without its value', async () => {
  const receiver = await fakeGrpcReceiver(() => fine)
  const hop = await sendOne({
    endpoint: receiver.endpoint,
    protocol,
    headers: { connection: 'secret-value' },
  })
  expect(hop.detail).toMatch(/^a header cannot be sent/)
  expect(hop.detail).not.toContain('secret-value')
})

test.each(['http://127.0.0.1', 'http://127.0.0.1:80'])(
  'the port that the client really takes for %s',
  async (endpoint) => {
    const { ok, detail } = await sendOne({ endpoint, protocol, timeoutMs: 500 })
    expect(ok).toBe(false)
    expect(detail).toMatch(/127\.0\.0\.1:443 .*takes port 443.*name the port$/)
  },
)
