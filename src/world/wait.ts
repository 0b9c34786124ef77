// Waits for the word to end, and keeps the process alive meanwhile.
import { setTimeout as sleep } from 'node:timers/promises'

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const alive = setInterval(() => undefined, 1 << 30)
    const end = (): void => {
      clearInterval(alive)
      resolve()
    }
    signal.addEventListener('abort', end, { once: true })
  })
}

/** False when the word to end came meanwhile. */
export async function pauseOf(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return sleep(milliseconds, true, { signal }).catch(() => false)
}
