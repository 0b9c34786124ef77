// Asks the reading thread, and does not wait for it for ever: a question that takes too long loses its thread.
import { Problem } from '../../errors.ts'
import type { Cell } from '../../world/database.ts'
import { type Thread, startThread } from '../../world/thread.ts'
import type { Query } from './reader-thread.ts'

export interface QueryLimits {
  readonly rows: number
  readonly milliseconds: number
}

export const usualQueries: QueryLimits = { rows: 100_000, milliseconds: 10_000 }

export type Row = Record<string, Cell>

/** Threads that still work on a question nobody waits for: SQLite cannot be stopped from outside. */
const mostLost = 2

export class Reader {
  readonly #path: string
  readonly #limits: QueryLimits
  readonly #alone: boolean
  #thread: Thread | null = null
  #lost = 0
  #last: Promise<unknown> = Promise.resolve()

  /** `alone`: nobody else has it open, and it needs no room on the disk. */
  constructor(path: string, limits: QueryLimits, alone = false) {
    this.#alone = alone
    this.#path = path
    this.#limits = limits
  }

  /** One after the other, so that the limit is for the question alone and not for those before it. */
  query(sql: string, params: readonly Cell[]): Promise<Row[]> {
    const answer = this.#last.then(() => this.#ask({ sql, params, rows: this.#limits.rows }))
    this.#last = answer.catch(() => undefined)
    return answer
  }

  async close(): Promise<void> {
    await this.#last
    const thread = this.#thread
    this.#thread = null
    await thread?.ask({ close: true }).catch(() => undefined)
    await thread?.stop()
  }

  async #ask(query: Query): Promise<Row[]> {
    if (this.#lost >= mostLost) throw tooSlow(this.#limits.milliseconds)
    const thread = (this.#thread ??= await this.#begin())
    const answer = thread.ask(query) as Promise<Row[]>
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, this.#limits.milliseconds, null)
    })
    const rows = await Promise.race([answer, late]).finally(() => clearTimeout(timer))
    if (rows !== null) return rows
    this.#lose(thread, answer)
    throw tooSlow(this.#limits.milliseconds)
  }

  /** Its start is not counted as the question's; one that cannot begin is nobody's, and the next is tried anew. */
  async #begin(): Promise<Thread> {
    const thread = startThread('store-reader', { path: this.#path, alone: this.#alone })
    try {
      await thread.ask({ begin: true })
      return thread
    } catch (cause) {
      await thread.stop()
      throw cause
    }
  }

  #lose(thread: Thread, answer: Promise<unknown>): void {
    this.#thread = null
    this.#lost += 1
    void answer
      .catch(() => undefined)
      .then(() => thread.ask({ close: true }))
      .catch(() => undefined)
      .then(() => thread.stop())
      .finally(() => (this.#lost -= 1))
  }
}

function tooSlow(limit: number): Problem {
  return new Problem('query-too-large', `The answer takes longer than ${limit / 1000} seconds.`, {
    hints: ['Ask for a shorter range, or for fewer kinds.'],
  })
}
