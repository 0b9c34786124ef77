// Senders that harm over gRPC: pieces, halves, lies, bombs, crowds, and those who speak something else.
import { type ClientHttp2Session, connect } from 'node:http2'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { framed } from '../../../src/embedded/receiver/grpc-frame.ts'
import type { ReceiveOptions } from '../../../src/embedded/receiver/receive.ts'
import { pointsSeen, recorded } from '../../ledger/fixtures.ts'
import { asProtobuf } from '../../ledger/wire-form.ts'
import { scale } from '../../scale.ts'
import { bench, onTheWire } from './bench.ts'

const path = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'
const fine = recorded().find(({ name }) => name.includes('329/metrics-delta-all'))!.body
const count = pointsSeen(fine).length
const message = asProtobuf('metrics', fine)
const whole = framed(message)
const packed = { 'grpc-encoding': 'gzip' }
const mebi = 1024 * 1024

async function stand(options: ReceiveOptions = {}) {
  const one = await bench(options)
  const { port, close } = (await one.receiver.grpc('127.0.0.1', 0))!
  onTestFinished(() => close(50))
  const line = (): ClientHttp2Session => {
    const session = connect(`http://127.0.0.1:${port}`)
    session.on('error', () => undefined)
    onTestFinished(() => session.destroy())
    return session
  }
  return { ...one, port, line }
}
type Stand = Awaited<ReturnType<typeof stand>>

interface Wish {
  readonly headers?: Record<string, string>
  /** Milliseconds between two pieces. */
  readonly pause?: number
  readonly open?: true
}

/** The status of the call, or how the stream ended without one. */
function call(
  session: ClientHttp2Session,
  pieces: readonly Uint8Array[],
  { headers = {}, pause = 0, open }: Wish = {},
): Promise<string> {
  return new Promise((resolve) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    })
    const told = (from: Record<string, unknown>): void => {
      const status = from['grpc-status'] ?? (from[':status'] === 200 ? undefined : from[':status'])
      if (status !== undefined) resolve(String(status))
    }
    stream
      .on('response', told)
      .on('trailers', told)
      .on('error', () => undefined)
      .resume()
    stream.on('close', () => resolve('closed'))
    void (async () => {
      for (const piece of pieces) {
        if (stream.destroyed) return
        stream.write(piece)
        if (pause > 0) await new Promise((later) => setTimeout(later, pause))
      }
      if (open !== true) stream.end()
    })()
  })
}

async function stillFine({ line, written, receiver }: Stand): Promise<void> {
  expect(await call(line(), [whole])).toBe('0')
  expect(written.at(-1)?.records).toHaveLength(count)
  expect(receiver.counters().waiting).toEqual({ requests: 0, bytes: 0 })
}

describe('one message', { timeout: 120_000 }, () => {
  test('in pieces of one byte, and of a few', async () => {
    const one = await stand()
    const pieces = Array.from(whole, (_, at) => whole.subarray(at, at + 1))
    expect(await call(one.line(), pieces)).toBe('0')
    expect(
      await call(one.line(), [whole.subarray(0, 3), whole.subarray(3, 9), whole.subarray(9)]),
    ).toBe('0')
    expect(one.records()).toHaveLength(2 * count)
    await stillFine(one)
  })

  test('packed, and a bomb', async () => {
    const one = await stand()
    const frame = (of: Uint8Array): Buffer => {
      const made = framed(gzipSync(of))
      made[0] = 1
      return made
    }
    expect(await call(one.line(), [frame(message)], { headers: packed })).toBe('0')
    const bomb = frame(Buffer.alloc(256 * mebi))
    const before = process.memoryUsage().rss
    expect(await call(one.line(), [bomb], { headers: packed })).toBe('8')
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * mebi)
    await stillFine(one)
  })

  const lying = Buffer.from(whole)
  lying.writeUInt32BE(message.length + 1, 1)
  const flagged = Buffer.from(whole)
  flagged[0] = 1
  const odd = Buffer.from(whole)
  odd[0] = 2

  test.each([
    ['nothing', [], {}, '3'],
    ['half a head', [whole.subarray(0, 3)], {}, '3'],
    ['half a message', [whole.subarray(0, 90)], {}, '3'],
    ['a wrong length', [lying], {}, '3'],
    ['two at once', [whole, whole], {}, '3'],
    ['an odd flag', [odd], {}, '3'],
    ['packed without saying how', [flagged], {}, '12'],
    ['packed, it says', [flagged], packed, '3'],
    ['packed in a way of its own', [whole], { 'grpc-encoding': 'br' }, '12'],
    ['more than is taken', [Buffer.alloc(9 * mebi)], {}, '8'],
    ['another content type', [whole], { 'content-type': 'text/plain' }, '3'],
    ['a form', [whole], { 'content-type': 'application/x-www-form-urlencoded' }, '3'],
    ['a page', [whole], { origin: 'http://127.0.0.1' }, '7'],
    ['a foreign name', [whole], { ':authority': 'evil.example' }, '7'],
    ['another service', [whole], { ':path': '/a/Export' }, '12'],
    ['a part of every object', [whole], { ':path': '/__proto__' }, '12'],
    ['another method', [], { ':method': 'OPTIONS' }, '12'],
  ])('%s', async (_, pieces, headers, status) => {
    const one = await stand()
    expect(await call(one.line(), pieces, { headers })).toBe(status)
    expect(one.written).toEqual([])
    await stillFine(one)
  })
})

describe('slow and many', { timeout: 120_000 }, () => {
  test('halves are counted into what may wait, and make room again', async () => {
    const one = await stand({ limits: { waiting: mebi, bodyTime: 60_000 } })
    const half = Buffer.alloc(300_000)
    half.writeUInt32BE(400_000, 1)
    const lines = Array.from({ length: 4 }, () => one.line())
    const told = lines.map((session) => call(session, [half], { open: true }))
    // Three of them fit; the fourth is told to come again.
    expect(await Promise.race(told)).toBe('14')
    await expect
      .poll(() => one.receiver.counters().waiting.bytes, { timeout: 20_000 })
      .toBeGreaterThan(900_000)
    expect(one.receiver.counters().waiting.bytes).toBeLessThanOrEqual(mebi)
    for (const session of lines) session.destroy()
    await expect
      .poll(() => one.receiver.counters().waiting, { timeout: 20_000 })
      .toEqual({ requests: 0, bytes: 0 })
    expect(one.receiver.counters()).toMatchObject({ gone: 3, turnedAway: { crowded: 1 } })
    await stillFine(one)
  })

  test('a message that drips is ended in time, while others are served', async () => {
    const one = await stand({ limits: { bodyTime: 400 } })
    const drip = () => call(one.line(), Array(200).fill(whole.subarray(0, 1)), { pause: 30 })
    const drips = Array.from({ length: 20 }, drip)
    expect(await call(one.line(), [whole])).toBe('0')
    expect(new Set(await Promise.all(drips))).toEqual(new Set(['4']))
    expect(one.receiver.counters().turnedAway).toEqual({ slow: 20 })
    await stillFine(one)
  })

  test('connections: each is answered', { timeout: 120_000 }, async () => {
    const one = await stand()
    const told = await Promise.all(
      Array.from({ length: scale.receiverConnections }, () => call(one.line(), [whole])),
    )
    expect(new Set(told)).toEqual(new Set(['0']))
    expect(one.records()).toHaveLength(count * scale.receiverConnections)
    await stillFine(one)
  })

  test('many calls on one line', { timeout: 120_000 }, async () => {
    const one = await stand()
    const session = one.line()
    // Before it knows how many may be open, a sender opens more.
    await new Promise((resolve) => session.once('remoteSettings', resolve))
    const told = await Promise.all(Array.from({ length: 300 }, () => call(session, [whole])))
    expect(new Set(told)).toEqual(new Set(['0']))
    await stillFine(one)
  })

  test('who speaks something else is let go', async () => {
    const one = await stand()
    const other = 'POST /v1/metrics HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}'
    const said = await onTheWire(one.port, [other], { limit: 20_000 })
    expect(said).not.toContain('HTTP/1.1 200')
    await onTheWire(one.port, ['\0\0\0\0 nothing at all'], { limit: 20_000, end: true })
    expect(one.written).toEqual([])
    await stillFine(one)
  })
})
