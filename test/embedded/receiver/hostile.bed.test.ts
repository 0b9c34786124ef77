// The real engine under everything that a sender can do to it: it lives, holds no more than before, and loses nothing.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { databaseFile } from '../../../src/embedded/store/open-file.ts'
import { openDatabase } from '../../../src/world/database.ts'
import { bytes, recorded } from '../../ledger/fixtures.ts'
import { harm, harmed } from '../../ledger/harm.ts'
import { asProtobuf } from '../../ledger/wire-form.ts'
import { type Engine, engine } from '../../program/engine-stage.ts'
import { scale } from '../../scale.ts'
import { onTheWire } from './bench.ts'
import { grpcFrame, grpcSender, httpSender } from './senders.ts'

const minute = 60_000
const mebi = 1024 * 1024
const protobuf = { 'content-type': 'application/x-protobuf' }
const json = { 'content-type': 'application/json' }
const packed = { 'content-encoding': 'gzip' }
const head = 'POST /v1/metrics HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n'
const bodies = recorded().map(({ signal, body }) => ({
  signal,
  json: bytes(body),
  protobuf: asProtobuf(signal, body),
}))

type Senders = ReturnType<typeof sendersOf>

function sendersOf({ ports }: Engine) {
  const [http, grpc] = [httpSender(ports.http, 16), grpcSender(ports.grpc)]
  onTestFinished(() => {
    http.close()
    grpc.close()
  })
  return { http: http.send, grpc: grpc.send, ports }
}

const perWay = 20

/** Points under names of their own, one request for each way in; all must be taken. */
async function sendGood({ http, grpc }: Senders, phase: string): Promise<void> {
  const at = Date.now()
  const body = (way: string) => goodBody(`good-${phase}-${way}`, at)
  expect(await http('metrics', bytes(body('json')), json)).toBe(200)
  expect(await http('metrics', asProtobuf('metrics', body('protobuf')), protobuf)).toBe(200)
  expect(await grpc('metrics', asProtobuf('metrics', body('grpc')))).toBe(0)
}

function goodBody(session: string, at: number): object {
  const dataPoints = Array.from({ length: perWay }, (_, place) => ({
    attributes: [{ key: 'session.id', value: { stringValue: session } }],
    startTimeUnixNano: `${at - 1000}000000`,
    timeUnixNano: `${at - place}000000`,
    asDouble: place + 0.5,
  }))
  const sum = { aggregationTemporality: 1, isMonotonic: true, dataPoints }
  const metrics = [{ name: 'claude_code.cost.usage', unit: 'USD', sum }]
  return { resourceMetrics: [{ resource: { attributes: [] }, scopeMetrics: [{ metrics }] }] }
}

/** What every way in has of each phase: read from the file, not from the program. */
function goodRows({ data }: Engine): Readonly<Record<string, string>> {
  const db = openDatabase(databaseFile(join(data, 'store')), { readOnly: true })
  try {
    const rows = db
      .prepare(`SELECT uid, count(*) || ' points, ' || sum(value) AS sum
        FROM delta JOIN session ON session.id = delta.session WHERE uid LIKE 'good-%' GROUP BY uid`)
      .all()
    return Object.fromEntries(rows.map(({ uid, sum }) => [String(uid), String(sum)]))
  } finally {
    db.close()
  }
}

const wanted = (...phases: string[]) =>
  Object.fromEntries(
    phases.flatMap((phase) =>
      ['json', 'protobuf', 'grpc'].map((way) => [
        `good-${phase}-${way}`,
        `${perWay} points, ${(perWay * perWay) / 2}.0`,
      ]),
    ),
  )

/** As many bodies for each way in; nothing but taken or refused as no OTLP. */
async function mutated({ http, grpc }: Senders, count: number, seed: number): Promise<void> {
  const told = { http: new Set<number>(), grpc: new Set<number>() }
  const wish = fc.record({
    which: fc.nat(bodies.length - 1),
    harms: fc.array(harm, { minLength: 1, maxLength: 4 }),
    zip: fc.nat(3),
  })
  const each = async ({ which, harms, zip }: (typeof wishes)[number]): Promise<void> => {
    const { signal, ...body } = bodies[which]!
    const form = harmed(body.protobuf, harms)
    const [sent, more] = zip === 0 ? [gzipSync(form), packed] : [form, {}]
    const cut = zip === 0 && harms.length % 2 === 0 ? sent.subarray(0, -7) : sent
    told.http.add(await http(signal, cut, { ...protobuf, ...more }))
    told.http.add(await http(signal, harmed(body.json, harms), json))
    told.grpc.add(await grpc(signal, form))
  }
  const wishes = fc.sample(wish, { numRuns: count, seed })
  await atOnce(8, wishes, each)
  expect(told.http).toEqual(new Set([200, 400]))
  // INVALID_ARGUMENT
  expect(told.grpc).toEqual(new Set([0, 3]))
}

async function atOnce<One>(
  width: number,
  all: readonly One[],
  work: (one: One) => Promise<void>,
): Promise<void> {
  let next = 0
  const line = async (): Promise<void> => {
    while (next < all.length) await work(all[next++]!)
  }
  await Promise.all(Array.from({ length: width }, line))
}

async function bombs({ http, ports }: Senders): Promise<void> {
  const bomb = gzipSync(Buffer.alloc(64 * mebi, ' '), { level: 9 })
  const many = Array.from({ length: scale.gzipBombs }, () => bomb)
  await atOnce(16, many, async (body) =>
    expect(await http('metrics', body, { ...json, ...packed })).toBe(413),
  )
  const deep = Buffer.from(`{"resourceMetrics":${'['.repeat(500_000)}${']'.repeat(500_000)}}`)
  expect(await http('metrics', deep, json)).toBe(400)
  // A frame that says it is much longer than it is; and one that says it is too long to be taken.
  const frame = (length: number) =>
    Buffer.concat([Buffer.from([0, ...word(length)]), Buffer.alloc(16)])
  expect(await grpcFrame(ports.grpc, frame(1000), true)).not.toBe(0)
  expect(await grpcFrame(ports.grpc, frame(2 ** 31), true)).not.toBe(0)
}

function word(number: number): number[] {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256)
}

async function lies({ ports }: Senders): Promise<void> {
  const say = (rest: string) => onTheWire(ports.http, [head + rest], { limit: minute })
  expect(await say('content-length: 1\r\n\r\n{}{}')).toMatch(/^HTTP\/1\.1 400 /)
  expect(await say('content-length: 2\r\ncontent-length: 5\r\n\r\n{}')).toMatch(/^HTTP\/1\.1 400 /)
  expect(await say('transfer-encoding: chunked\r\n\r\nfffffffffffffff\r\n{}')).toMatch(
    /^HTTP\/1\.1 4/,
  )
  expect(await say(`x: ${'y'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
  // A length that is never reached: ended after the time for a body.
  expect(await say('content-length: 400\r\n\r\n{}')).toMatch(/^HTTP\/1\.1 408 /)
}

/** Letters that drip into heads and bodies, and a call that never ends; meanwhile others are served. */
async function drips(senders: Senders): Promise<void> {
  const { ports } = senders
  const slow = (first: string) =>
    onTheWire(ports.http, [first, ...Array.from({ length: 200 }, () => 'x')], {
      pause: 300,
      limit: minute,
    })
  const lines = Array.from({ length: scale.slowSenders }, (_, at) =>
    slow(at % 2 === 0 ? `${head}content-length: 5000\r\n\r\n` : `${head}x-slow: `),
  )
  const call = grpcFrame(ports.grpc, Buffer.from([0, 0, 0]), false)
  await sleep(500)
  await sendGood(senders, 'meanwhile')
  // Ended by the engine, before all letters were sent.
  for (const text of await Promise.all(lines)) expect(text).toMatch(/^(?:HTTP\/1\.1 408 |$)/)
  // DEADLINE_EXCEEDED
  expect(await call).toBe(4)
}

async function crowd({ ports }: Senders): Promise<void> {
  const text = JSON.stringify(goodBody('crowd', Date.now()))
  const request = `${head}connection: close\r\ncontent-length: ${text.length}\r\n\r\n${text}`
  const told = await Promise.all(
    Array.from({ length: scale.receiverConnections }, () =>
      onTheWire(ports.http, [request], { limit: minute }),
    ),
  )
  expect(new Set(told.map((answer) => answer.slice(0, 13)))).toEqual(new Set(['HTTP/1.1 200 ']))
}

/** The least of some seconds: what is collected soon is not held. */
async function resident(pid: number): Promise<number> {
  const seen: number[] = []
  for (let look = 0; look < 6; look++) {
    await sleep(500)
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    seen.push(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024)
  }
  return Math.min(...seen)
}

test.skipIf(process.platform !== 'linux')(
  'hostile senders: no crash, no leak, good data intact',
  { timeout: 40 * minute },
  async () => {
    const one = await engine()
    const senders = sendersOf(one)
    const pid = (await one.pid())!
    await sendGood(senders, 'before')
    expect(goodRows(one)).toEqual(wanted('before'))

    // First a warm-up: code that is compiled, caches that fill.
    const slow = drips(senders)
    for (const seed of [1, 2]) await mutated(senders, scale.hostileBodies, seed)
    await slow
    const held: number[] = []
    for (const seed of [3, 4]) {
      await Promise.all([bombs(senders), crowd(senders)])
      await lies(senders)
      await mutated(senders, scale.hostileBodies, seed)
      held.push(await resident(pid))
    }
    await sendGood(senders, 'after')

    expect(await one.pid()).toBe(pid)
    expect(goodRows(one)).toEqual(wanted('before', 'meanwhile', 'after'))
    const megabytes = held.map((bytes) => Math.round(bytes / mebi))
    process.stdout.write(`held after each half: ${megabytes.join(', ')} MB\n`)
    expect(held[1]).toBeLessThan(held[0]! * 1.1)
    const log = readFileSync(join(one.state, 'logs/serve.log'), 'utf8')
    expect(log).not.toMatch(/\n\s+at /)
    expect(log.match(/ ready: /g)).toHaveLength(1)
    await one.run(['down'])
    sumsAgree(one)
  },
)

function sumsAgree({ data }: Engine): void {
  const db = openDatabase(databaseFile(join(data, 'store')), { readOnly: true })
  const one = (sql: string) => Object.values(db.prepare(sql).get() ?? {})[0]
  try {
    expect(one('PRAGMA integrity_check')).toBe('ok')
    expect(one('SELECT count(*) FROM delta')).toBe(one('SELECT sum(points) FROM rollup'))
    const wrong = `SELECT count(*) FROM (SELECT metric, labelset, sum(value) AS v FROM rollup GROUP BY 1, 2) a
      FULL JOIN (SELECT metric, labelset, sum(value) AS v FROM delta GROUP BY 1, 2) b USING (metric, labelset)
      WHERE a.v IS NULL OR b.v IS NULL OR abs(a.v - b.v) > 1e-9 * (1 + abs(b.v))`
    expect(one(wrong)).toBe(0)
  } finally {
    db.close()
  }
}
