// What is too old goes from time to time, but not because a clock has leapt.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Trimmer } from '../../../src/embedded/store/trimmer.ts'

const day = 86_400_000
let now = Date.parse('2026-11-20T12:00:00Z')
const keep = { points: 400, events: 400, bytes: 1e9 }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

function trimming() {
  const asked: unknown[] = []
  const said: string[] = []
  const ask = (question: unknown) => {
    asked.push(question)
    return Promise.resolve({ deleted: 0, more: false })
  }
  const trimmer = new Trimmer(
    ask,
    keep,
    () => now,
    (line) => void said.push(line),
  )
  return { trimmer, asked, said }
}

it('runs every ten minutes, also after a laptop has slept for a month', async () => {
  const { trimmer, asked, said } = trimming()
  await vi.advanceTimersByTimeAsync(600_000)
  expect(asked).toHaveLength(1)
  now += 30 * day
  await vi.advanceTimersByTimeAsync(600_000)
  expect(asked).toHaveLength(2)
  expect(said).toEqual([])
  await trimmer.stop()
})

it.each([500 * day, -500 * day])('lets nothing go while the clock is off by %i', async (leap) => {
  const { trimmer, asked, said } = trimming()
  now += leap
  await vi.advanceTimersByTimeAsync(3 * 600_000)
  expect(asked).toHaveLength(0)
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('The clock of this machine has leapt')
  now -= leap
  await vi.advanceTimersByTimeAsync(600_000)
  expect(asked).toHaveLength(1)
  await trimmer.stop()
})
