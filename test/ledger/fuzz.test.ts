// Bodies that were damaged on their way: read, or refused in words; never anything else, and never for long.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '../../src/errors.ts'
import type { Batch } from '../../src/ledger/record.ts'
import { scale } from '../scale.ts'
import { arrived, bytes, recorded } from './fixtures.ts'
import { harm, harmed } from './harm.ts'
import { asProtobuf, decoded } from './wire-form.ts'

const bodies = recorded().flatMap(({ signal, body }) => [
  { signal, form: 'json' as const, whole: bytes(body) },
  { signal, form: 'protobuf' as const, whole: asProtobuf(signal, body) },
])

function sound({ records, refused, clamped, spans }: Batch): boolean {
  const counts = [...Object.values(refused), clamped, spans]
  return (
    counts.every((count) => Number.isSafeInteger(count) && count >= 0) &&
    records.every((record) =>
      record.kind === 'event'
        ? Number.isSafeInteger(record.at)
        : Number.isFinite(record.kind === 'distribution' ? record.count : record.value) &&
          Number.isSafeInteger(record.kind === 'delta' ? record.end : record.at),
    )
  )
}

describe('damaged bodies', () => {
  test('are read or refused', { timeout: 600_000 }, () => {
    const outcomes = { read: 0, refused: 0 }
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.array(harm, { minLength: 1, maxLength: 8 }),
        ({ signal, form, whole }, harms) => {
          try {
            expect(sound(decoded(signal, harmed(whole, harms), form, arrived))).toBe(true)
            outcomes.read += 1
          } catch (fault) {
            if (!(fault instanceof Problem)) throw fault
            expect(fault.code).toBe('bad-body')
            outcomes.refused += 1
          }
        },
      ),
      { numRuns: scale.mutatedBodies },
    )
    expect(outcomes.read).toBeGreaterThan(0)
    expect(outcomes.refused).toBeGreaterThan(0)
  })

  test('any bytes at all', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('metrics' as const, 'logs' as const, 'traces' as const),
        fc.constantFrom('json' as const, 'protobuf' as const),
        fc.uint8Array({ maxLength: 400 }),
        (signal, form, body) => {
          try {
            return sound(decoded(signal, body, form, arrived))
          } catch (fault) {
            return fault instanceof Problem
          }
        },
      ),
      { numRuns: scale.mutatedBodies },
    )
  })

  test('any JSON at all in the place of any part', () => {
    const part = fc.jsonValue({ maxDepth: 4 })
    fc.assert(
      fc.property(part, part, part, (one, two, three) => {
        const body = {
          resourceMetrics: [
            {
              resource: one,
              scopeMetrics: [{ metrics: [{ name: 'a', sum: { dataPoints: [two] } }] }],
            },
            { scopeMetrics: [{ metrics: [{ name: 'b', unit: three, gauge: three }] }] },
          ],
        }
        try {
          return sound(decoded('metrics', bytes(body), 'json', arrived))
        } catch (fault) {
          return fault instanceof Problem
        }
      }),
      { numRuns: scale.mutatedBodies },
    )
  })
})
