// Points that are written many at once: what was there already is found among the new ones, write by write.
import { expect, test } from 'vitest'
import type { Delta } from '../../../src/ledger/record.ts'
import { batch, began, delta, minute } from './facts.ts'
import { newFolder, opened } from './folder.ts'
import { sumsAreRight } from './sums.ts'

const points = (from: number, count: number, more: Partial<Delta> = {}): Delta[] =>
  Array.from({ length: count }, (_, at) => delta({ end: began + (from + at) * minute, ...more }))

test('each write is told of its own points, wherever a group of rows ends', async () => {
  const said: string[] = []
  // Time enough that all three become one transaction.
  const queue = { wait: 300 }
  const store = await opened(newFolder(), { queue, log: (line) => said.push(line) })
  await store.write(batch(...points(0, 3)))
  const outcomes = await Promise.all([
    store.write(batch(...points(3, 10))),
    store.write(batch(...points(13, 17), ...points(0, 2), ...points(2, 1, { value: 9 }))),
    store.write(batch(...points(30, 50), ...points(30, 1))),
  ])
  expect(outcomes).toEqual([
    { stored: 10, repeated: 0, contradicted: 0 },
    { stored: 17, repeated: 2, contradicted: 1 },
    { stored: 50, repeated: 1, contradicted: 0 },
  ])
  expect(said).toHaveLength(1)
  expect(await store.health()).toMatchObject({ commits: 2, stored: 80 })
  expect(await store.query('SELECT count(*) AS n, sum(value) AS sum FROM delta')).toEqual([
    { n: 80, sum: 20 },
  ])
  await sumsAreRight(store)
})
