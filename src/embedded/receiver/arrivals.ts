// Remembers when a body with unbelievable times first came: sent again, it has to become the same points.
import { createHash } from 'node:crypto'

const most = 512
const kept = 30 * 60_000

export interface Arrival {
  /** A hash of the bytes as they came. */
  readonly body: string
  readonly at: number
}

export class Arrivals {
  readonly #known = new Map<string, number>()

  /** What an earlier run remembered; its own memory goes first. */
  recall(earlier: readonly Arrival[]): void {
    for (const { body, at } of earlier) if (!this.#known.has(body)) this.#known.set(body, at)
  }

  /** The first arrival of these bytes; `now` when they are new. */
  of(bytes: Uint8Array, now: number): Arrival {
    const body = createHash('sha256').update(bytes).digest('base64')
    const known = this.#known.get(body)
    if (known !== undefined && Math.abs(now - known) < kept) return { body, at: known }
    this.#known.delete(body)
    this.#known.set(body, now)
    const oldest = this.#known.keys().next().value
    if (this.#known.size > most && oldest !== undefined) this.#known.delete(oldest)
    return { body, at: now }
  }
}
