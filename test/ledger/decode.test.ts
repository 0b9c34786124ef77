// What the real client sent is decoded to what it said: from JSON, from protobuf, and the same from both.
import { describe, expect, test } from 'vitest'
import type { Delta, Event } from '../../src/ledger/record.ts'
import { decode as fieldsIn, type Field } from '../../src/verify/protobuf.ts'
import { arrived, bytes, pointsSeen, raw, recorded, recordsSeen, spansSeen } from './fixtures.ts'
import { asProtobuf, decoded } from './wire-form.ts'

const all = recorded()
const of = (signal: string) => all.filter((one) => one.signal === signal)

test('the recordings are there', () => {
  expect(of('metrics').length).toBeGreaterThan(15)
  expect(of('logs').length).toBeGreaterThan(5)
  expect(of('traces')).toHaveLength(1)
})

describe('metrics', () => {
  test.each(of('metrics'))('$name', ({ body }) => {
    const seen = pointsSeen(body)
    const deltas = seen.filter(({ temporality }) => temporality === 1)
    const batch = decoded('metrics', bytes(body), 'json', arrived)
    expect(batch.records).toEqual(
      deltas.map(({ name, value, end, labels }) =>
        expect.objectContaining({ kind: 'delta', name, value, end, labels }),
      ),
    )
    const cumulative = seen.length - deltas.length
    expect(batch.refused).toEqual(cumulative === 0 ? {} : { cumulative })
    expect(batch.clamped).toBe(0)
    for (const { start, end } of batch.records as readonly Delta[]) expect(start).toBeLessThan(end)
  })

  test('all eight metrics are among them, and their resource', () => {
    const { body } = of('metrics').find(({ name }) => name.includes('329/metrics-delta-all'))!
    const { records } = decoded('metrics', bytes(body), 'json', arrived)
    expect(new Set(records.map(({ name }) => name)).size).toBe(8)
    expect(records[0]?.resource).toMatchObject({
      'service.name': 'claude-code',
      'service.version': '2.1.329',
    })
  })
})

describe('logs', () => {
  test.each(of('logs'))('$name', ({ body }) => {
    const seen = recordsSeen(body)
    const { records, clamped } = decoded('logs', bytes(body), 'json', arrived)
    const events = records as readonly Event[]
    expect(clamped).toBe(0)
    expect(events.map(({ name }) => `claude_code.${name}`)).toEqual(
      seen.map((one) => one.body.stringValue),
    )
    expect(events.map(({ at }) => at)).toEqual(
      seen.map((one) => Number(one.timeUnixNano.slice(0, -6))),
    )
    for (const [index, { attributes }] of events.entries()) {
      for (const { key, value } of seen[index].attributes) {
        const [form, content] = Object.entries(value)[0] as [string, any]
        if (form !== 'arrayValue') expect(attributes[key]).toBe(content)
      }
    }
  })

  test('kinds of attributes stay what they were', () => {
    const { body } = of('logs').find(({ name }) => name.includes('329/logs-default'))!
    const events = decoded('logs', bytes(body), 'json', arrived).records as readonly Event[]
    const first = (name: string) => events.find((one) => one.name === name)?.attributes
    expect(typeof first('api_request')?.['duration_ms']).toBe('number')
    expect(typeof first('tool_result')?.['duration_ms']).toBe('string')
    expect(first('tool_result')?.['anthropic.custom_base_url']).toBe(true)
    expect(first('managed_settings_resolved')?.['managed_settings.sources']).toEqual([])
  })
})

test('spans are counted', () => {
  const { body } = of('traces')[0]!
  const batch = decoded('traces', bytes(body), 'json', arrived)
  expect(batch.spans).toBe(spansSeen(body))
  expect(batch.spans).toBeGreaterThan(5)
  expect(batch.records).toEqual([])
})

test.each(all)('the same from protobuf: $name', ({ signal, body }) => {
  const json = decoded(signal, bytes(body), 'json', arrived)
  expect(decoded(signal, asProtobuf(signal, body), 'protobuf', arrived)).toEqual(json)
})

/** Fields of one number below each of these messages, by another reader of the wire. */
function below(messages: readonly Uint8Array[], number: number): Field[] {
  return messages
    .flatMap((message) => fieldsIn(message as Uint8Array<ArrayBuffer>) ?? [])
    .filter((field) => field.number === number)
}

const inner = (messages: readonly Uint8Array[], ...path: readonly number[]): Uint8Array[] =>
  path.reduce(
    (from, number) => below(from, number).map(({ value }) => value as Uint8Array),
    [...messages],
  )

describe('the raw bodies of the client', () => {
  const folder = 'claude-code-2.1.329'
  const unframed = (name: string): Uint8Array => raw(`${folder}/${name}-grpc-frame.bin`).slice(5)

  test.each([
    ['http', raw(`${folder}/metrics-http-protobuf.bin`)],
    ['grpc', unframed('metrics')],
  ])('metrics over %s', (_, body) => {
    const points = inner([body], 1, 2, 2, 7, 1)
    const values = inner([body], 1, 2, 2, 7, 1).flatMap((point) =>
      below([point], 4).map(({ value }) => doubleOf(value as Uint8Array)),
    )
    const { records, refused } = decoded('metrics', body, 'protobuf', arrived)
    expect(points.length).toBeGreaterThan(5)
    expect(records.map((record) => (record as Delta).value)).toEqual(values)
    expect(refused).toEqual({})
  })

  test.each([
    ['http', raw(`${folder}/logs-http-protobuf.bin`)],
    ['grpc', unframed('logs')],
  ])('logs over %s', (_, body) => {
    const texts = inner([body], 1, 2, 2, 5, 1).map((value) => new TextDecoder().decode(value))
    const { records } = decoded('logs', body, 'protobuf', arrived)
    expect(texts.length).toBeGreaterThan(3)
    expect(records.map(({ name }) => `claude_code.${name}`)).toEqual(texts)
  })
})

function doubleOf(eight: Uint8Array): number {
  return new DataView(eight.buffer, eight.byteOffset).getFloat64(0, true)
}
