// Waits for the word to end, and keeps the process alive meanwhile.

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
