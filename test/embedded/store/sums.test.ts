// Roll-ups and totals equal the raw rows: for any history, with repeats, forgetting and letting go, over any range.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Delta } from '../../../src/ledger/record.ts'
import { scale } from '../../scale.ts'
import { batch, delta, minute } from './facts.ts'
import { newFolder, opened } from './folder.ts'
import { sumsAreRight } from './sums.ts'

const slot = 15 * minute
const base = Date.UTC(2026, 9, 25)

const point: fc.Arbitrary<Delta> = fc
  .record({
    name: fc.constantFrom('claude_code.cost.usage', 'claude_code.token.usage'),
    session: fc.constantFrom('', 'one', 'two', 'three'),
    model: fc.constantFrom('opus', 'sonnet'),
    // The ends of slots more often than chance would.
    end: fc.oneof(
      fc.integer({ min: base, max: base + 8 * slot }),
      fc.integer({ min: 0, max: 8 }).map((at) => base + at * slot),
      fc.integer({ min: 0, max: 8 }).map((at) => base + at * slot + 1),
    ),
    length: fc.integer({ min: 0, max: 2 * slot }),
    value: fc.oneof(fc.integer({ min: 0, max: 1e9 }), fc.double({ min: 0, max: 50, noNaN: true })),
  })
  .map(({ end, length, ...rest }) => delta({ ...rest, end, start: end - length }))

const key = ({ name, labels, start, end }: Delta): string =>
  [name, labels['session.id'], labels['model'], start, end].join(' ')

/** What must be there: the first of each identity. */
function firsts(points: readonly Delta[]): Delta[] {
  const kept = new Map<string, Delta>()
  for (const each of points) if (!kept.has(key(each))) kept.set(key(each), each)
  return [...kept.values()]
}

const history = fc.array(fc.array(point, { maxLength: 40 }), { minLength: 1, maxLength: 6 })
const cut = fc.integer({ min: 0, max: 8 }).map((at) => base + at * slot)

test('any history, any range of slots', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(history, cut, cut, async (writes, some, other) => {
      const store = await opened(newFolder())
      const written = await Promise.all(writes.map((points) => store.write(batch(...points))))
      await store.write(batch(...(writes[0] ?? [])))
      const kept = firsts(writes.flat())
      expect(written.reduce((sum, { stored }) => sum + stored, 0)).toBe(kept.length)
      await sumsAreRight(store)

      const [from, to] = [Math.min(some, other), Math.max(some, other)]
      const inRange = kept.filter(({ end }) => end > from && end <= to)
      const [answer] = await store.query(
        'SELECT total(value) AS value, total(points) AS points FROM rollup WHERE slot >= ? AND slot < ?',
        [from / slot, to / slot],
      )
      expect(answer?.['points']).toBe(inRange.length)
      expect(answer?.['value']).toBeCloseTo(
        inRange.reduce((sum, { value }) => sum + value, 0),
        5,
      )
      await store.forget({ session: 'two' })
      await sumsAreRight(store)
      const left = kept.filter(({ labels }) => labels['session.id'] !== 'two').length
      expect(await store.query('SELECT count(*) AS n FROM delta')).toEqual([{ n: left }])
      await store.close()
    }),
    { numRuns: scale.storeHistories },
  )
})
