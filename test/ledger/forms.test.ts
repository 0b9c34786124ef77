// Every form that a sender may write, what is refused and why, and times that cannot be believed.
import { describe, expect, test } from 'vitest'
import { Problem } from '../../src/errors.ts'
import { decodeLogs, decodeMetrics, decodeTraces } from '../../src/ledger/otlp/decode.ts'
import type { Batch, Delta, Event } from '../../src/ledger/record.ts'
import { bytes } from './fixtures.ts'
import { asProtobuf, decoded } from './wire-form.ts'

const now = 1_795_213_500_000
const nanos = (ms: number): string => `${ms}000000`

const usual = {
  attributes: [{ key: 'type', value: { stringValue: 'input' } }],
  startTimeUnixNano: nanos(now - 1000),
  timeUnixNano: nanos(now),
  asDouble: 3,
}

function sum(point: object, more: object = {}): any {
  return {
    name: 'claude_code.token.usage',
    unit: 'tokens',
    sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [point], ...more },
  }
}

function metrics(...list: readonly any[]): any {
  return { resourceMetrics: [{ scopeMetrics: [{ metrics: list }] }] }
}

function logs(...list: readonly any[]): any {
  return { resourceLogs: [{ scopeLogs: [{ logRecords: list }] }] }
}

const json = (body: unknown): Batch => decodeMetrics(bytes(body), 'json', now)
const event = (record: any): Event =>
  decodeLogs(bytes(logs(record)), 'json', now).records[0] as Event

describe('numbers, enums and ids in every form', () => {
  const known = json(metrics(sum(usual)))

  test.each([
    ['an integer value as text', { ...usual, asDouble: undefined, asInt: '3' }],
    ['an integer value as a number', { ...usual, asDouble: undefined, asInt: 3 }],
    ['a double as text', { ...usual, asDouble: '3' }],
    [
      'times as numbers',
      { ...usual, startTimeUnixNano: (now - 1000) * 1e6, timeUnixNano: now * 1e6 },
    ],
    ['fields that nobody knows', { ...usual, later: [{ deep: 1 }] }],
    ['null for absent', { ...usual, exemplars: null, flags: null }],
  ])('%s', (_, point) => {
    expect(json(metrics(sum(point)))).toEqual(known)
  })

  test('temporality by name', () => {
    const named = { aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA' }
    expect(json(metrics(sum(usual, named)))).toEqual(known)
    const other = { aggregationTemporality: 'AGGREGATION_TEMPORALITY_CUMULATIVE' }
    expect(json(metrics(sum(usual, other))).refused).toEqual({ cumulative: 1 })
  })

  test('every kind of value, as a label and as an attribute', () => {
    const attributes = [
      { key: 'text', value: { stringValue: 'a' } },
      { key: 'yes', value: { boolValue: true } },
      { key: 'whole', value: { intValue: 7 } },
      { key: 'whole-text', value: { intValue: '7' } },
      { key: 'huge', value: { intValue: '9007199254740993' } },
      { key: 'part', value: { doubleValue: 0.5 } },
      { key: 'bytes', value: { bytesValue: 'AP8=' } },
      { key: 'list', value: { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'b' }] } } },
      { key: 'map', value: { kvlistValue: { values: [{ key: 'k', value: { intValue: 1 } }] } } },
      { key: 'empty', value: {} },
      { key: 'absent' },
      { key: '__proto__', value: { stringValue: 'c' } },
    ]
    const point = (json(metrics(sum({ ...usual, attributes }))).records[0] as Delta).labels
    expect(Object.entries(point)).toEqual([
      ['text', 'a'],
      ['yes', 'true'],
      ['whole', '7'],
      ['whole-text', '7'],
      ['huge', '9007199254740993'],
      ['part', '0.5'],
      ['bytes', '00ff'],
      ['list', '[1,"b"]'],
      ['map', '{"k":1}'],
      ['__proto__', 'c'],
    ])
    const { attributes: own } = event({ timeUnixNano: nanos(now), attributes })
    expect(own).toMatchObject({ yes: true, whole: 7, 'whole-text': 7, part: 0.5, list: [1, 'b'] })
    expect(own).toMatchObject({ huge: '9007199254740993', empty: null, absent: null })
    const body = metrics(sum({ ...usual, attributes }))
    expect(decoded('metrics', asProtobuf('metrics', body), 'protobuf', now)).toEqual(json(body))
  })

  test('ids of traces are hex, in small letters', () => {
    const ids = { traceId: '0AF7651916CD43DD8448EB211C80319C', spanId: 'b7ad6b7169203331' }
    const record = { timeUnixNano: nanos(now), ...ids, attributes: [] }
    const { attributes } = event(record)
    expect(attributes).toMatchObject({
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: 'b7ad6b7169203331',
    })
    const wire = decodeLogs(asProtobuf('logs', logs(record)), 'protobuf', now)
    expect((wire.records[0] as Event).attributes).toEqual(attributes)
  })
})

describe('what is refused', () => {
  test.each([
    ['a running total of ours', sum(usual, { aggregationTemporality: 2 }), { cumulative: 1 }],
    ['a sum without temporality', sum(usual, { aggregationTemporality: 0 }), { malformed: 1 }],
    ['no name', { ...sum(usual), name: '' }, { malformed: 1 }],
    ['no time', sum({ ...usual, timeUnixNano: '0' }), { malformed: 1 }],
    ['a time that is none', sum({ ...usual, timeUnixNano: 'soon' }), { malformed: 1 }],
    ['no value', sum({ ...usual, asDouble: null }), { malformed: 1 }],
    ['not a number', sum({ ...usual, asDouble: 'NaN' }), { malformed: 1 }],
    ['no end', sum({ ...usual, asDouble: 'Infinity' }), { malformed: 1 }],
    ['no recorded value', sum({ ...usual, flags: 1 }), { malformed: 1 }],
  ])('%s', (_, metric, refused) => {
    const batch = json(metrics(metric, sum(usual)))
    expect(batch.refused).toEqual(refused)
    expect(batch.records).toHaveLength(1)
  })

  test('of others, running totals and gauges stand for themselves', () => {
    const foreign = { ...sum(usual, { aggregationTemporality: 2 }), name: 'http.requests' }
    const gauge = { name: 'load', unit: '1', gauge: { dataPoints: [usual] } }
    const { records, refused } = json(metrics(foreign, gauge))
    expect(records).toEqual(
      ['http.requests', 'load'].map((name) =>
        expect.objectContaining({ kind: 'level', name, at: now, value: 3 }),
      ),
    )
    expect(refused).toEqual({})
  })
})

describe('clocks', () => {
  const minute = 60_000
  const hour = 60 * minute
  test.each([
    ['5 minutes ahead', now + 5 * minute, false],
    ['a moment more', now + 5 * minute + 1, true],
    ['144 hours old', now - 144 * hour, false],
    ['a moment older', now - 144 * hour - 1, true],
    ['the year 1970', 1, true],
    ['the year 2500', Date.UTC(2500, 1), true],
  ])('%s', (_, at, clamped) => {
    const point = { ...usual, startTimeUnixNano: nanos(at - 1), timeUnixNano: nanos(at) }
    const batch = json(metrics(sum(point)))
    expect(batch.clamped).toBe(clamped ? 1 : 0)
    expect(batch.records).toEqual([
      expect.objectContaining({
        start: Math.min(at, clamped ? now : at) - 1,
        end: clamped ? now : at,
      }),
    ])
    const events = decodeLogs(bytes(logs({ timeUnixNano: nanos(at) })), 'json', now)
    expect(events).toMatchObject({
      clamped: clamped ? 1 : 0,
      records: [{ at: clamped ? now : at }],
    })
  })

  test('a record without a time takes the one when it was seen, then ours', () => {
    expect(event({ observedTimeUnixNano: nanos(now - 7) }).at).toBe(now - 7)
    expect(event({}).at).toBe(now)
  })
})

describe('names of events', () => {
  const named = (value: string) => [{ key: 'event.name', value: { stringValue: value } }]
  test.each([
    ['the attribute', { attributes: named('api_request') }, 'api_request', undefined],
    ['with our prefix', { attributes: named('claude_code.api_request') }, 'api_request', undefined],
    ['the field', { eventName: 'claude_code.auth' }, 'auth', undefined],
    ['the body, when it is ours', { body: { stringValue: 'claude_code.auth' } }, 'auth', undefined],
    ['a line of text is no name', { body: { stringValue: 'went wrong' } }, 'log', 'went wrong'],
  ])('%s', (_, record, name, body) => {
    expect(event(record)).toMatchObject({ name })
    expect(event(record).attributes['body']).toBe(body)
  })
})

describe('what is no OTLP request', () => {
  const deep = (count: number): any =>
    count === 0 ? { stringValue: 'x' } : { arrayValue: { values: [deep(count - 1)] } }
  const nested = (count: number) => logs({ attributes: [{ key: 'deep', value: deep(count) }] })
  const refused = (run: () => unknown) => {
    expect(run).toThrow(Problem)
    expect(run).toThrow(expect.objectContaining({ code: 'bad-body', message: expect.any(String) }))
  }

  test.each([
    '',
    '[]',
    '"text"',
    '7',
    'null',
    '{',
    '{"resourceMetrics":5}',
    '{"resourceMetrics":[7]}',
  ])('%s', (text) => refused(() => decodeMetrics(new TextEncoder().encode(text), 'json', now)))

  test('letters that are no UTF-8', () => {
    refused(() => decodeMetrics(Uint8Array.of(0x22, 0xff, 0x22), 'json', now))
  })

  test('nesting: a few levels are fine, many are not', () => {
    expect(decodeLogs(bytes(nested(6)), 'json', now).records).toHaveLength(1)
    expect(decodeLogs(asProtobuf('logs', nested(6)), 'protobuf', now).records).toHaveLength(1)
    refused(() => decodeLogs(bytes(nested(30)), 'json', now))
    refused(() => decodeLogs(asProtobuf('logs', nested(30)), 'protobuf', now))
    refused(() => decodeTraces(new TextEncoder().encode('['.repeat(1_000_000)), 'json', now))
  })

  test('millions of empty messages in a few bytes are not made', () => {
    const before = process.memoryUsage().heapUsed
    // Field 1 of length 0, again and again: resourceMetrics.
    const many = new Uint8Array(8_000_000).map((_, index) => (index % 2 === 0 ? 0x0a : 0))
    refused(() => decodeMetrics(many, 'protobuf', now))
    const objects = new TextEncoder().encode(`{"resourceMetrics":[${'{},'.repeat(2_000_000)}{}]}`)
    refused(() => decodeMetrics(objects, 'json', now))
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024)
  })

  test('an empty body is an empty protobuf message', () => {
    const empty = { records: [], refused: {}, clamped: 0, spans: 0 }
    expect(decodeMetrics(new Uint8Array(), 'protobuf', now)).toEqual(empty)
    expect(decodeMetrics(bytes({}), 'json', now)).toEqual(empty)
  })
})
