// The short way through a metrics body: the same points as the official code gives, or none at all.
import { fromBinary, fromJson, type JsonObject, toBinary } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExportMetricsServiceRequestSchema as schema } from '../../src/ledger/otlp/generated/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts'
import { plainMetrics } from '../../src/ledger/otlp/plain-metrics.ts'
import { pointsOf } from '../../src/ledger/otlp/points.ts'
import { scale } from '../scale.ts'
import { arrived, raw, recorded } from './fixtures.ts'
import { harm, harmed } from './harm.ts'
import { asProtobuf } from './wire-form.ts'

const bodies = recorded()
  .filter(({ signal }) => signal === 'metrics')
  .map(({ name, body }) => ({ name, whole: asProtobuf('metrics', body) }))

const official = (body: Uint8Array) => pointsOf(fromBinary(schema, body), arrived)

function short(body: Uint8Array) {
  const read = plainMetrics(body)
  return read === null ? null : pointsOf(read, arrived)
}

function withAttribute(value: JsonObject): Uint8Array {
  const dataPoints = [
    { attributes: [{ key: 'k', value }], timeUnixNano: `${arrived}000000`, asInt: '7' },
  ]
  const metrics = [{ name: 'a', unit: 'é', gauge: { dataPoints } }]
  return toBinary(schema, fromJson(schema, { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }))
}

describe('what the client sends', () => {
  test.each(bodies)('$name', ({ whole }) => {
    expect(short(whole)).toEqual(official(whole))
    expect(short(whole)).toEqual(official(whole))
  })

  test('as it was on the wire', () => {
    const body = raw('claude-code-2.1.329/metrics-http-protobuf.bin')
    expect(short(body)).toEqual(official(body))
  })

  test('equal labels are one object, over requests too', () => {
    const whole = bodies[0]!.whole
    const [one, two] = [short(whole)!, short(Uint8Array.from(whole))!]
    for (const [at, record] of one.records.entries()) {
      const again = two.records[at]
      expect(record.kind === 'delta' && record.labels).toBe(again?.kind === 'delta' && again.labels)
      expect(record.resource).toBe(again?.resource)
    }
  })

  test('numbers and truth as labels', () => {
    for (const value of [{ intValue: '12' }, { boolValue: true }, { doubleValue: 0.5 }, {}]) {
      const body = withAttribute(value)
      expect(short(body)).toEqual(official(body))
      expect(short(body)).not.toBeNull()
    }
  })
})

describe('what it does not take', () => {
  test('lists and maps in labels', () => {
    for (const kind of ['arrayValue', 'kvlistValue'])
      expect(short(withAttribute({ [kind]: { values: [] } }))).toBeNull()
  })

  test('a histogram', () => {
    const metrics = [{ name: 'h', histogram: { dataPoints: [{ count: '1' }] } }]
    const body = fromJson(schema, { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] })
    expect(short(toBinary(schema, body))).toBeNull()
  })
})

test('a damaged body: the same, or left to the official code', { timeout: 600_000 }, () => {
  let taken = 0
  fc.assert(
    fc.property(
      fc.nat(bodies.length - 1),
      fc.array(harm, { minLength: 1, maxLength: 3 }),
      (which, harms) => {
        const body = harmed(bodies[which]!.whole, harms)
        const read = short(body)
        if (read === null) return
        taken += 1
        expect(read).toEqual(official(body))
      },
    ),
    { numRuns: scale.mutatedBodies },
  )
  expect(taken).toBeGreaterThan(0)
})
