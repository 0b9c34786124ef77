// A label with a new value on every point: sums stay exact, repeats stay repeats, and the dictionary stays small.
import { expect, test } from 'vitest'
import { batch, began, delta, event, level, minute } from './facts.ts'
import { newFolder, opened } from './folder.ts'
import { isWhole, sumsAreRight } from './sums.ts'

const labels = { values: 20, sets: 1000 }
const points = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) =>
    delta({ labels: { 'request.number': String(from + at), type: 'input' }, value: from + at }),
  )
const sumOf = (from: number, count: number) => count * from + (count * (count - 1)) / 2

const one = async (store: Awaited<ReturnType<typeof opened>>, sql: string) =>
  (await store.query(`SELECT ${sql} AS found`))[0]?.['found']
const total = '(SELECT sum(value) FROM rollup)'

test('beyond so many values all share one, and nothing is lost or counted twice', async () => {
  const folder = newFolder()
  const said: string[] = []
  const store = await opened(folder, { labels, log: (line) => said.push(line) })
  expect(await store.write(batch(...points(1, 100)))).toMatchObject({ stored: 100 })
  // The same again, in other company and order.
  const again = batch(...points(41, 60), ...points(1, 40))
  expect(await store.write(again)).toMatchObject({ stored: 0, repeated: 100 })
  expect(await one(store, total)).toBe(sumOf(1, 100))
  expect(await one(store, '(SELECT count(*) FROM labelset)')).toBe(21)
  expect(await one(store, "(SELECT model FROM labelset WHERE key LIKE '%(other)%')")).toBe('sonnet')
  await sumsAreRight(store)
  expect(said.filter((line) => line.includes('request.number has too many values'))).toHaveLength(1)
  expect((await store.health()).folded).toBeGreaterThan(0)
  await store.close()

  const later = await opened(folder, { labels })
  expect(await later.write(batch(...points(1, 120)))).toMatchObject({ stored: 20, repeated: 100 })
  expect(await one(later, total)).toBe(sumOf(1, 120))
  const other = batch(...points(60, 1).map((point) => ({ ...point, value: 7 })))
  expect(await later.write(other)).toMatchObject({ contradicted: 1 })
  await sumsAreRight(later)
  await isWhole(later)
})

test('too many label sets: the rest is one of them', async () => {
  const store = await opened(newFolder(), { labels: { values: 1000, sets: 30 } })
  const many = Array.from({ length: 90 }, (_, at) =>
    delta({ labels: { a: String(at % 10), b: String(Math.floor(at / 10)) }, value: 1 }),
  )
  expect(await store.write(batch(...many))).toMatchObject({ stored: 90 })
  expect(await store.write(batch(...many))).toMatchObject({ repeated: 90 })
  expect(await one(store, total)).toBe(90)
  expect(await one(store, '(SELECT count(*) FROM labelset)')).toBe(31)
  await sumsAreRight(store)
})

test('levels and events are kept, and a session can still be forgotten', async () => {
  const store = await opened(newFolder(), { labels })
  await store.write(batch(...points(1, 50)))
  const rooms = Array.from({ length: 50 }, (_, at) =>
    level({ at: began + at, labels: { room: String(at) } }),
  )
  const users = Array.from({ length: 50 }, (_, at) =>
    event('api_request', { 'user.id': `u${at}`, 'event.sequence': at, cost_usd: 1 }, began + at),
  )
  expect(await store.write(batch(...rooms, ...users))).toMatchObject({ stored: 100 })
  const next = points(1, 50).map((point) => ({ ...point, end: began + 2 * minute }))
  expect(await store.write(batch(...next))).toMatchObject({ stored: 50 })
  await store.forget({ session: 'one' })
  expect(await one(store, '(SELECT count(*) FROM rollup)')).toBe(0)
  expect(await one(store, '(SELECT count(*) FROM unfolded)')).toBe(0)
  expect(await store.write(batch(...points(1, 50)))).toMatchObject({ stored: 50 })
  await sumsAreRight(store)
})
