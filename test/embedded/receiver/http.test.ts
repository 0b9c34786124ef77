// The receiver over HTTP: what is taken, in which order, and everything that it says no to.
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { reasons } from '../../../src/embedded/receiver/refused.ts'
import { Problem } from '../../../src/errors.ts'
import { decode as fieldsIn } from '../../../src/verify/protobuf.ts'
import {
  arrived,
  bytes,
  pointsSeen,
  recorded,
  recordsSeen,
  spansSeen,
} from '../../ledger/fixtures.ts'
import { asProtobuf } from '../../ledger/wire-form.ts'
import { bench, events, onTheWire, tokens } from './bench.ts'

const body = (name: string): any => recorded().find((one) => one.name.includes(`329/${name}`))!.body
const protobuf = { 'content-type': 'application/x-protobuf' }
const packed = { 'content-encoding': 'gzip' }

describe('taken', () => {
  const metrics = body('metrics-delta-all')
  const forms = [
    ['JSON', bytes(metrics), {}],
    ['JSON with a charset', bytes(metrics), { 'content-type': 'application/json; charset=utf-8' }],
    ['JSON in gzip', gzipSync(bytes(metrics)), packed],
    ['protobuf', asProtobuf('metrics', metrics), protobuf],
    ['protobuf in gzip', gzipSync(asProtobuf('metrics', metrics)), { ...protobuf, ...packed }],
  ] as const

  test.each(forms)('%s', async (_, sent, headers) => {
    const { post, records } = await bench()
    const told = await post('/v1/metrics', sent, headers)
    const isJson = !('content-type' in headers) || headers['content-type'].includes('json')
    expect(told).toMatchObject({ status: 200, text: isJson ? '{}' : '' })
    expect(told.headers.get('content-type')).toBe(
      isJson ? 'application/json' : 'application/x-protobuf',
    )
    const seen = pointsSeen(metrics)
    expect(records().map((one) => [one.name, (one as any).value])).toEqual(
      seen.map(({ name, value }) => [name, value]),
    )
    const input = seen.filter(({ labels }) => labels['type'] === 'input')
    expect(tokens(records(), 'input')).toBe(input.reduce((sum, { value }) => sum + value, 0))
  })

  test('logs and traces, without what was said', async () => {
    const { post, records, receiver } = await bench()
    const logs = body('logs-details')
    const traces = body('traces')
    expect(await post('/v1/logs', bytes(logs))).toMatchObject({ status: 200 })
    expect(await post('/v1/traces', bytes(traces))).toMatchObject({ status: 200 })
    expect(records()).toHaveLength(recordsSeen(logs).length)
    expect(events(records(), 'user_prompt')[0]?.attributes).not.toHaveProperty('prompt')
    expect(JSON.stringify(records())).not.toContain('Strip the input')
    expect(receiver.counters()).toMatchObject({
      accepted: { metrics: 0, logs: 1, traces: 1 },
      lastAt: { metrics: null, logs: arrived, traces: arrived },
      stored: { deltas: 0, levels: 0, events: records().length },
      spans: spansSeen(traces),
      waiting: { requests: 0, bytes: 0 },
    })
  })

  test('a sender without a length, in pieces', async () => {
    const { port, records } = await bench()
    const text = JSON.stringify(body('metrics-delta-all'))
    const half = Math.floor(text.length / 2)
    const piece = (part: string) => `${part.length.toString(16)}\r\n${part}\r\n`
    const head =
      'POST /v1/metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n' +
      'content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n'
    const pieces = [head, piece(text.slice(0, half)), piece(text.slice(half)), '0\r\n\r\n']
    expect(await onTheWire(port, pieces)).toMatch(/^HTTP\/1\.1 200 /)
    expect(records().length).toBeGreaterThan(5)
  })

  test('the answer waits for the store', async () => {
    const { post, store } = await bench()
    let onDisk: (() => void) | null = null
    store(() => new Promise<void>((resolve) => (onDisk = resolve)))
    let told = false
    const answer = post('/v1/metrics', bytes(metrics)).finally(() => (told = true))
    await expect.poll(() => onDisk).not.toBeNull()
    await new Promise((later) => setTimeout(later, 100))
    expect(told).toBe(false)
    onDisk!()
    expect(await answer).toMatchObject({ status: 200 })
  })

  test('a part of it: the sender is told how much and why', async () => {
    const { post, records, receiver } = await bench()
    const cumulative = body('metrics-cumulative-intervals')
    const count = pointsSeen(cumulative).length
    const mixed = {
      resourceMetrics: [...cumulative.resourceMetrics, ...metrics.resourceMetrics],
    }
    const reason = `cumulative: ${count}`
    const told = await post('/v1/metrics', bytes(mixed))
    expect(told.status).toBe(200)
    expect(JSON.parse(told.text)).toEqual({
      partialSuccess: { rejectedDataPoints: String(count), errorMessage: reason },
    })
    expect(records()).toHaveLength(pointsSeen(metrics).length)
    const wire = await post('/v1/metrics', asProtobuf('metrics', mixed), protobuf)
    const [partial] = fieldsIn(Uint8Array.from(wire.body)) ?? []
    const inside = fieldsIn(partial?.value as Uint8Array<ArrayBuffer>) ?? []
    expect(inside[0]).toEqual({ number: 1, value: BigInt(count) })
    expect(Buffer.from(inside[1]?.value as Uint8Array).toString()).toBe(reason)
    expect(receiver.counters().refused).toEqual({ cumulative: 2 * count })
  })
})

describe('times that cannot be believed', () => {
  test('the same body sent again becomes the same points', async () => {
    let now = arrived + 400 * 3_600_000
    const { post, written } = await bench({ now: () => now })
    const sent = bytes(body('metrics-delta-all'))
    await post('/v1/metrics', sent)
    now += 1234
    await post('/v1/metrics', sent)
    expect(written[0]?.clamped).toBe(written[0]?.records.length)
    expect(written[1]).toEqual(written[0])
    await post('/v1/metrics', bytes(body('metrics-delta-resume')))
    expect(written[2]?.records[0]).toMatchObject({ end: now })
  })
})

describe('refused', () => {
  const fine = bytes(body('metrics-delta-all'))
  const other = { host: 'attacker.example' }
  const wire = (head: string) => async (port: number) => {
    const text = await onTheWire(port, [`${head}connection: close\r\ncontent-length: 2\r\n\r\n{}`])
    return Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1])
  }
  const json = 'content-type: application/json\r\n'

  test.each([
    ['a foreign Host', 403, `POST /v1/metrics HTTP/1.1\r\nhost: ${other.host}\r\n${json}`],
    ['one with our name in it', 403, `POST /v1/logs HTTP/1.1\r\nhost: localhost.a.b\r\n${json}`],
    ['one with our address in it', 403, `POST /v1/logs HTTP/1.1\r\nhost: 127.0.0.1@a.b\r\n${json}`],
    ['an empty Host', 403, `POST /v1/metrics HTTP/1.1\r\nhost: \r\n${json}`],
    ['no Host', 403, `POST /v1/metrics HTTP/1.0\r\n${json}`],
    [
      'another port is no other name',
      200,
      `POST /v1/metrics HTTP/1.1\r\nhost: localhost:1\r\n${json}`,
    ],
    ['IPv6', 200, `POST /v1/metrics HTTP/1.1\r\nhost: [::1]:4318\r\n${json}`],
    ['an Origin', 403, `POST /v1/metrics HTTP/1.1\r\nhost: localhost\r\norigin: null\r\n${json}`],
    [
      'our own Origin',
      403,
      `POST /v1/logs HTTP/1.1\r\nhost: localhost\r\norigin: http://localhost\r\n${json}`,
    ],
    [
      'a preflight',
      403,
      'OPTIONS /v1/metrics HTTP/1.1\r\nhost: localhost\r\norigin: http://a.b\r\n',
    ],
    ['GET', 405, 'GET /v1/metrics HTTP/1.1\r\nhost: localhost\r\n'],
    ['OPTIONS', 405, 'OPTIONS /v1/metrics HTTP/1.1\r\nhost: localhost\r\n'],
    ['another path', 404, `POST /v1/profiles HTTP/1.1\r\nhost: localhost\r\n${json}`],
    ['a property of every object', 404, `POST /constructor HTTP/1.1\r\nhost: localhost\r\n${json}`],
    ['a form', 415, 'POST /v1/logs HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\n'],
    ['no type', 415, 'POST /v1/logs HTTP/1.1\r\nhost: localhost\r\n'],
    [
      'another encoding',
      415,
      `POST /v1/logs HTTP/1.1\r\nhost: localhost\r\ncontent-encoding: br\r\n${json}`,
    ],
  ])('%s', async (_, status, head) => {
    const { port, written } = await bench()
    expect(await wire(head)(port)).toBe(status)
    expect(written).toHaveLength(status === 200 ? 1 : 0)
  })

  test('without the token, where one is needed', async () => {
    const { post } = await bench({ token: 'secret', hosts: ['collector.lan'] })
    const told = await post('/v1/metrics', fine)
    expect(told.status).toBe(401)
    expect(told.headers.get('www-authenticate')).toBe('Bearer')
    expect(told.text).not.toContain('secret')
    expect(await post('/v1/metrics', fine, { authorization: 'Bearer other' })).toMatchObject({
      status: 401,
    })
    expect(await post('/v1/metrics', fine, { authorization: 'Bearer secret' })).toMatchObject({
      status: 200,
    })
  })

  test('in words, in the encoding of the request, and counted', async () => {
    const { post, receiver } = await bench()
    const told = await post('/v1/metrics', 'no JSON')
    expect(told.status).toBe(400)
    expect(JSON.parse(told.text)).toEqual({ code: 3, message: reasons['bad-body'].text })
    const wire = await post('/v1/metrics', Uint8Array.of(0xff, 0xff), protobuf)
    expect(wire.status).toBe(400)
    const [code, message] = fieldsIn(Uint8Array.from(wire.body)) ?? []
    expect(code?.value).toBe(3n)
    expect(Buffer.from(message?.value as Uint8Array).toString()).toBe(reasons['bad-body'].text)
    expect(receiver.counters()).toMatchObject({ turnedAway: { 'bad-body': 2 } })
  })

  test.each([
    ['a busy store', new Problem('store-busy', 'wait'), 429, '1'],
    ['a full disk', new Problem('store-full', 'full'), 503, '3'],
    ['a broken store', new Error('EIO /home/me/secret'), 503, '5'],
    ['a closed store', new Problem('store-closed', 'closed'), 503, '2'],
  ])('%s', async (_, fault, status, retry) => {
    const { post, store, receiver } = await bench()
    store(() => Promise.reject(fault))
    const told = await post('/v1/metrics', fine)
    expect([told.status, told.headers.get('retry-after')]).toEqual([status, retry])
    expect(told.text).not.toContain('secret')
    expect(receiver.counters().stored.deltas).toBe(0)
  })
})

describe('identity', () => {
  const identity = { email: 'hash', account: 'drop', organization: 'keep', host: 'keep' } as const
  const address = 'user.email'
  const signs = async (key: Uint8Array): Promise<Set<unknown>> => {
    const { post, records } = await bench({ privacy: { identity, key } })
    await post('/v1/metrics', bytes(body('metrics-delta-oauth-identity')))
    expect(records().length).toBeGreaterThan(3)
    expect(JSON.stringify(records())).not.toContain('@')
    expect(JSON.stringify(records())).not.toContain('user.account_uuid')
    return new Set(records().map((one) => (one as any).labels[address]))
  }

  test('an address becomes a sign: the same with the same key, another with another', async () => {
    const [one, again, other] = await Promise.all(
      [1, 1, 2].map((letter) => signs(Uint8Array.of(letter))),
    )
    expect(one?.size).toBe(1)
    expect([...one!][0]).toMatch(/^[0-9a-f]{32}$/)
    expect(again).toEqual(one)
    expect(other).not.toEqual(one)
  })

  test('without a key nothing is hashed, and nothing is taken', async () => {
    await expect(bench({ privacy: { identity } })).rejects.toMatchObject({ code: 'bad-setting' })
  })
})

describe('closing', () => {
  test('what was taken is stored and answered, nothing more is taken', async () => {
    const { post, store, receiver } = await bench()
    let onDisk: (() => void) | null = null
    store(() => new Promise<void>((resolve) => (onDisk = resolve)))
    const first = post('/v1/metrics', '{}')
    await expect.poll(() => onDisk).not.toBeNull()
    let drained = false
    const drain = receiver.drain().then(() => (drained = true))
    expect(await post('/v1/metrics', '{}')).toMatchObject({ status: 503 })
    expect(drained).toBe(false)
    onDisk!()
    await drain
    expect(await first).toMatchObject({ status: 200 })
  })
})

test('a sender that leaves in the middle is counted, and leaves nothing behind', async () => {
  const { port, receiver, written } = await bench()
  const head = 'POST /v1/logs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n'
  await onTheWire(port, [`${head}content-length: 500\r\n\r\n{"resource`], { end: true })
  await expect.poll(() => receiver.counters().gone).toBe(1)
  expect(receiver.counters().waiting).toEqual({ requests: 0, bytes: 0 })
  expect(written).toEqual([])
})
