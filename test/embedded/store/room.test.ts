// Whether there is room is asked in order: a parcel counts on the texts of those before it.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inOrder, roomFor } from '../../../src/embedded/store/room.ts'
import { newFolder } from './folder.ts'

test('answers come in the order of the questions, also after one that took long or failed', async () => {
  const waits = [40, 1, 20, -1, 0]
  const answered: number[] = []
  const ask = inOrder(async () => {
    const wait = waits.shift() ?? 0
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)))
    if (wait < 0) throw new Error('the system did not answer')
  })
  const note = (number: number) => void answered.push(number)
  await Promise.all(
    [0, 1, 2, 3, 4].map((number) =>
      ask().then(
        () => note(number),
        () => note(number),
      ),
    ),
  )
  expect(answered).toEqual([0, 1, 2, 3, 4])
})

test('what the file will still grow by is not free', async () => {
  const file = join(newFolder(), 'telemetry.db')
  expect(await roomFor(file, 1, () => 0)()).toBe(true)
  expect(await roomFor(file, 1, () => Number.MAX_SAFE_INTEGER)()).toBe(false)
  expect(await roomFor(file, Number.MAX_SAFE_INTEGER, () => 0)()).toBe(false)
})
