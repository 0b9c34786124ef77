// Remembers when a body with unbelievable times first came: sent again, it has to become the same points.
import { createHash } from 'node:crypto'

const most = 512
const kept = 30 * 60_000

export class Arrivals {
  readonly #known = new Map<string, number>()

  /** The first arrival of these bytes; `now` when they are new. */
  of(body: Uint8Array, now: number): number {
    const key = createHash('sha256').update(body).digest('base64')
    const known = this.#known.get(key)
    if (known !== undefined && Math.abs(now - known) < kept) return known
    this.#known.delete(key)
    this.#known.set(key, now)
    const oldest = this.#known.keys().next().value
    if (this.#known.size > most && oldest !== undefined) this.#known.delete(oldest)
    return now
  }
}
