// News for a page that does not read them: it is let go, the others go on.
import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Facts, Reading } from '../../src/web/facts.ts'
import { liveNews } from '../../src/web/live.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Takes what is written; a sleeping one never passes it on. */
class FakeResponse extends EventEmitter {
  writableLength = 0
  written = 0
  readonly #sleeps: boolean

  constructor(sleeps: boolean) {
    super()
    this.#sleeps = sleeps
  }

  write(text: string): boolean {
    this.written += 1
    if (this.#sleeps) this.writableLength += text.length
    return !this.#sleeps
  }

  destroy(): void {
    this.emit('close')
  }
}

test('a page that sleeps is let go before it holds much', async () => {
  let stored = 0
  const store = { health: async () => ({ stored: stored++, state: 'open' }) } as unknown as Reading
  const live = liveNews(store, { instance: 'one' } as Facts)
  const [sleeping, awake] = [new FakeResponse(true), new FakeResponse(false)]
  for (const one of [sleeping, awake])
    expect(live.listen(one as unknown as ServerResponse)).toBe(true)
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(awake.written).toBeGreaterThan(3000)
  expect(sleeping.writableLength).toBeLessThan(80_000)
  awake.destroy()
})
