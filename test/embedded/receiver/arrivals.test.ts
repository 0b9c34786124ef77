// A body with unbelievable times, sent again after a restart: the same points, for as long as senders try again.
import { expect, test } from 'vitest'
import { type Arrival, Arrivals } from '../../../src/embedded/receiver/arrivals.ts'
import { emptyTally } from '../../../src/embedded/receiver/counters.ts'
import { intake, type Keeping } from '../../../src/embedded/receiver/intake.ts'
import { usualLimits } from '../../../src/embedded/receiver/limits.ts'
import type { Batch } from '../../../src/ledger/record.ts'
import { arrived, bytes, recorded } from '../../ledger/fixtures.ts'

const year = 365 * 86_400_000
const body = bytes(recorded().find(({ name }) => name.includes('329/metrics-delta-all'))!.body)

/** Keeps what it is given, as a store on a disk would. */
function keeping() {
  const batches: Batch[] = []
  const kept: Arrival[] = []
  const store: Keeping = {
    write: async (batch, arrival) => {
      batches.push(batch)
      if (arrival !== undefined) kept.push(arrival)
    },
    arrivals: async () => kept,
  }
  return { store, batches, kept }
}
const started = (store: Keeping, now: () => number) =>
  intake(store, {}, usualLimits, now, emptyTally())

test('a run after a restart knows when it came first', async () => {
  const { store, batches, kept } = keeping()
  await started(store, () => arrived + year)('metrics', 'json', body)
  await started(store, () => arrived + year + 60_000)('metrics', 'json', body)
  expect(kept).toHaveLength(2)
  expect(batches[0]?.clamped).toBeGreaterThan(0)
  expect(batches[1]).toEqual(batches[0])
  // Half an hour later nobody tries again: it is a body of its own.
  await started(store, () => arrived + 2 * year)('metrics', 'json', body)
  expect(batches[2]?.records).not.toEqual(batches[0]?.records)
})

test('what is believed is not remembered', async () => {
  const { store, batches, kept } = keeping()
  await started(store, () => arrived)('metrics', 'json', body)
  expect(batches[0]?.clamped).toBe(0)
  expect(kept).toEqual([])
})

test('a store that cannot tell keeps nobody out', async () => {
  const { store, batches } = keeping()
  const broken: Keeping = { ...store, arrivals: () => Promise.reject(new Error('no')) }
  await started(broken, () => arrived + year)('metrics', 'json', body)
  expect(batches).toHaveLength(1)
})

test('its own memory goes before what an earlier run knew, and has an end', () => {
  const arrivals = new Arrivals()
  const first = arrivals.of(body, 5)
  arrivals.recall([{ body: first.body, at: 1 }])
  expect(arrivals.of(body, 9)).toEqual({ body: first.body, at: 5 })
  for (let other = 0; other < 600; other++) arrivals.of(Uint8Array.of(other % 256, other >> 8), 9)
  expect(arrivals.of(body, 10).at).toBe(10)
})
