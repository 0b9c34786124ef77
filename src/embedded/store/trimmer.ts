// Runs the retention from time to time, a chunk between two writes.
import type { Retention } from './retention.ts'
import type { Trimmed } from './trim.ts'
import type { WriterQuestion } from './writer-thread.ts'

const every = 10 * 60_000
/** A laptop may sleep for weeks; a clock that leaps further is not believed when it says what is old. */
const believed = 45 * 86_400_000
/** A breath for those who write. */
const pause = 20

export class Trimmer {
  readonly #ask: (question: WriterQuestion) => Promise<unknown>
  readonly #keep: Retention
  readonly #now: () => number
  readonly #timer: NodeJS.Timeout
  #running: Promise<number> | null = null
  #stopped = false
  #warned = false

  constructor(
    ask: (question: WriterQuestion) => Promise<unknown>,
    keep: Retention,
    now: () => number,
    log: (line: string) => void,
  ) {
    this.#ask = ask
    this.#keep = keep
    this.#now = now
    const began = { wall: now(), steady: performance.now() }
    this.#timer = setInterval(() => {
      const leapt = now() - began.wall - (performance.now() - began.steady)
      if (Math.abs(leapt) > believed) return this.#refuseClock(log)
      this.run().catch((cause: unknown) => log(`Old data could not be let go: ${String(cause)}`))
    }, every)
    this.#timer.unref()
  }

  #refuseClock(log: (line: string) => void): void {
    if (!this.#warned)
      log(
        'The clock of this machine has leapt by more than six weeks: nothing is let go as too old until it is set right.',
      )
    this.#warned = true
  }

  run(): Promise<number> {
    this.#running ??= this.#all().finally(() => (this.#running = null))
    return this.#running
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#running?.catch(() => undefined)
  }

  async #all(): Promise<number> {
    let deleted = 0
    for (let more = true; more && !this.#stopped;) {
      const step = (await this.#ask({
        ask: 'trim',
        now: this.#now(),
        keep: this.#keep,
      })) as Trimmed
      deleted += step.deleted
      more = step.more
      if (more) await new Promise((resolve) => setTimeout(resolve, pause))
    }
    return deleted
  }
}
