// Notes of where we are, written even when there is no room for them now: the page and /metrics shall stay up.
import { Problem } from '../../errors.ts'

const pause = 5_000

/** Other faults are thrown. Answers how to give up trying. */
export async function noted(
  write: () => Promise<void>,
  say: (line: string) => void,
): Promise<() => void> {
  try {
    await write()
    return () => undefined
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.code !== 'disk-full') throw cause
    say('No room on the disk to note where this process is: tried again until there is.')
  }
  const timer = setInterval(() => {
    write().then(
      () => clearInterval(timer),
      () => undefined,
    )
  }, pause)
  timer.unref()
  return () => clearInterval(timer)
}
