// Senders that harm on purpose: bombs, half archives, lies about lengths, depths, drips, crowds. Good data before and after.
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { usualLimits } from '../../../src/embedded/receiver/limits.ts'
import { bytes, pointsSeen, recorded } from '../../ledger/fixtures.ts'
import { asProtobuf } from '../../ledger/wire-form.ts'
import { scale } from '../../scale.ts'
import { type Bench, bench, onTheWire } from './bench.ts'

const fine = recorded().find(({ name }) => name.includes('329/metrics-delta-all'))!.body
const count = pointsSeen(fine).length
const packed = { 'content-encoding': 'gzip' }
const protobuf = { 'content-type': 'application/x-protobuf' }
const head = 'POST /v1/metrics HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n'
const mebi = 1024 * 1024

/** Good data is taken whole, whatever happened before. */
async function stillFine({ post, written, receiver }: Bench): Promise<void> {
  expect(await post('/v1/metrics', bytes(fine))).toMatchObject({ status: 200 })
  expect(written.at(-1)?.records).toHaveLength(count)
  expect(receiver.counters().waiting).toEqual({ requests: 0, bytes: 0 })
}

describe('one body', { timeout: 120_000 }, () => {
  test('a gzip bomb is left at the limit', async () => {
    const one = await bench()
    const bomb = gzipSync(Buffer.alloc(256 * mebi, ' '), { level: 9 })
    expect(bomb.length).toBeLessThan(usualLimits.body)
    const before = process.memoryUsage().rss
    const told = await one.post('/v1/metrics', bomb, packed)
    expect(told.status).toBe(413)
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * mebi)
    await stillFine(one)
  })

  test('many small bombs at once', { timeout: 180_000 }, async () => {
    const one = await bench()
    const bomb = gzipSync(Buffer.alloc(32 * mebi, ' '), { level: 9 })
    const before = process.memoryUsage().rss
    const told = await Promise.all(
      Array.from({ length: 200 }, () => one.post('/v1/metrics', bomb, packed)),
    )
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([413]))
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * mebi)
    await stillFine(one)
  })

  test('half an archive, a damaged one, none at all', async () => {
    const one = await bench()
    const archive = gzipSync(bytes(fine))
    const damaged = Buffer.from(archive)
    damaged[40] = (damaged[40] ?? 0) ^ 0xff
    for (const sent of [archive.subarray(0, -9), archive.subarray(0, 5), damaged, bytes(fine)]) {
      expect(await one.post('/v1/metrics', sent, packed)).toMatchObject({ status: 400 })
    }
    await stillFine(one)
  })

  test('too large: said before it is sent, and found out while it comes', async () => {
    const one = await bench({ limits: { body: 50_000 } })
    const declared = await onTheWire(one.port, [`${head}content-length: 50001\r\n\r\n`])
    expect(declared).toMatch(/^HTTP\/1\.1 413 .*connection: close/is)
    const chunk = `${(9000).toString(16)}\r\n${'x'.repeat(9000)}\r\n`
    const endless = [`${head}transfer-encoding: chunked\r\n\r\n`, ...Array(40).fill(chunk)]
    expect(await onTheWire(one.port, endless)).toMatch(/^HTTP\/1\.1 413 /)
    await stillFine(one)
  })

  test('a length that lies', async () => {
    const one = await bench({ limits: { bodyTime: 300 } })
    const [more, less] = ['content-length: 400\r\n\r\n{}', 'content-length: 1\r\n\r\n{}{}']
    expect(await onTheWire(one.port, [head + more])).toMatch(/^HTTP\/1\.1 408 /)
    expect(await onTheWire(one.port, [head + less])).toMatch(/^HTTP\/1\.1 400 /)
    const twice = `content-length: 2\r\ncontent-length: 5\r\n\r\n{}`
    expect(await onTheWire(one.port, [head + twice])).toMatch(/^HTTP\/1\.1 400 /)
    const both = `content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`
    expect(await onTheWire(one.port, [head + both])).toMatch(/^HTTP\/1\.1 400 /)
    expect(one.written).toEqual([])
    await stillFine(one)
  })

  test('nesting', async () => {
    const one = await bench()
    const deep = `{"resourceMetrics":${'['.repeat(500_000)}${']'.repeat(500_000)}}`
    expect(await one.post('/v1/metrics', deep)).toMatchObject({ status: 400 })
    // An array in an array: two bytes of tag and length around what is inside, from the inside out.
    let value: Buffer = Buffer.from([0x0a, 0])
    for (let depth = 0; depth < 3000; depth += 1) value = sized(0x2a, sized(0x0a, value))
    const attribute = sized(
      0x0a,
      Buffer.concat([sized(0x0a, Buffer.from('k')), sized(0x12, value)]),
    )
    const body = sized(0x0a, sized(0x0a, attribute))
    expect(await one.post('/v1/metrics', body, protobuf)).toMatchObject({ status: 400 })
    await stillFine(one)
  })

  test('more labels and longer ones than are kept: the others of the request are', async () => {
    const one = await bench({ limits: { record: { labels: 20, label: 100, attribute: 1000 } } })
    const body = structuredClone(fine)
    const [first, second] = body.resourceMetrics[0].scopeMetrics[0].metrics
    const label = (key: string, text: string) => ({ key, value: { stringValue: text } })
    for (let index = 0; index < 30; index += 1)
      first.sum.dataPoints[0].attributes.push(label(`l${index}`, 'x'))
    second.sum.dataPoints[0].attributes.push(label('long', 'x'.repeat(101)))
    const told = await one.post('/v1/metrics', bytes(body))
    expect(JSON.parse(told.text)).toEqual({
      partialSuccess: {
        rejectedDataPoints: '2',
        errorMessage: 'too-many-labels: 1, label-too-long: 1',
      },
    })
    expect(one.records()).toHaveLength(count - 2)
  })
})

function sized(tag: number, inside: Buffer): Buffer {
  const length: number[] = []
  for (let rest = inside.length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      length.push(rest)
      break
    }
    length.push((rest % 128) + 128)
  }
  return Buffer.concat([Buffer.from([tag, ...length]), inside])
}

describe('slowly', { timeout: 120_000 }, () => {
  test('a body that drips is ended in time, while others are served', async () => {
    const one = await bench({ limits: { bodyTime: 400 } })
    const drips = Array.from({ length: 40 }, () =>
      onTheWire(one.port, [`${head}content-length: 100\r\n\r\n`, ...Array(90).fill('x')], {
        pause: 50,
      }),
    )
    await new Promise((later) => setTimeout(later, 150))
    expect(await one.post('/v1/metrics', bytes(fine))).toMatchObject({ status: 200 })
    for (const text of await Promise.all(drips)) expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(one.receiver.counters().turnedAway).toEqual({ slow: 40 })
    await stillFine(one)
  })
})

describe('many', { timeout: 120_000 }, () => {
  test('what does not fit into the waiting room is told to come again', async () => {
    const one = await bench({ limits: { waiting: 200_000 } })
    const onDisk: (() => void)[] = []
    one.store(() => new Promise<void>((resolve) => void onDisk.push(resolve)))
    const sent = bytes(fine)
    const told = Array.from({ length: 30 }, () => one.post('/v1/metrics', sent))
    const early = await Promise.race(told)
    expect(early.status).toBe(429)
    expect(early.headers.get('retry-after')).toBe('1')
    const crowded = () => one.receiver.counters().turnedAway.crowded ?? 0
    await expect.poll(() => onDisk.length + crowded()).toBe(30)
    expect(onDisk.length).toBeGreaterThan(2)
    const held = one.receiver.counters().waiting
    expect(held.bytes).toBeLessThanOrEqual(200_000)
    expect(held.requests).toBe(onDisk.length)
    for (const done of onDisk) done()
    const statuses = (await Promise.all(told)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(onDisk.length)
    expect(statuses.filter((status) => status === 429)).toHaveLength(30 - onDisk.length)
  })

  test('connections: each is answered', { timeout: 60_000 }, async () => {
    const one = await bench()
    const text = JSON.stringify(fine)
    const request = `${head}connection: close\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
    const told = await Promise.all(
      Array.from({ length: scale.receiverConnections }, () =>
        onTheWire(one.port, [request], { limit: 50_000 }),
      ),
    )
    expect(told.every((answer) => answer.startsWith('HTTP/1.1 200 '))).toBe(true)
    expect(one.records()).toHaveLength(count * scale.receiverConnections)
    await stillFine(one)
  })

  test('damaged bodies: never a crash, never a fault of ours', { timeout: 600_000 }, async () => {
    const one = await bench()
    const bodies = recorded().map(({ signal, body }) => ({
      signal,
      whole: asProtobuf(signal, body),
    }))
    const statuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bodies),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        fc.boolean(),
        async ({ signal, whole }, at, letter, cut, zip) => {
          const place = at % whole.length
          const body = Buffer.from(cut ? whole.subarray(0, place) : whole)
          if (!cut) body[place] = letter
          const archive = zip ? gzipSync(body) : body
          if (zip && letter % 8 === 0) archive[place % archive.length] = letter
          const told = await one.post(`/v1/${signal}`, archive, { ...protobuf, ...(zip && packed) })
          statuses.add(told.status)
          expect([200, 400]).toContain(told.status)
        },
      ),
      { numRuns: scale.mutatedRequests },
    )
    expect(statuses).toEqual(new Set([200, 400]))
    await stillFine(one)
  })
})
