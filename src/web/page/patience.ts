// How long to wait before asking again somebody who does not answer: ever longer, but never for long.

const first = 1000
const longest = 30_000

export function pauseAfter(misses: number): number {
  return Math.min(longest, first * 2 ** Math.min(misses, 10))
}

/** Ends early, too, when the signal says so. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
