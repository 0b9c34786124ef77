// Writes rows of numbers, several with one statement: the way into SQLite costs as much as the row itself.
import type { Database, Statement } from '../../world/database.ts'

/** More in one statement gain nothing. */
export const atOnce = 16

export class Bulk {
  readonly #one: Statement
  readonly #many: Statement
  readonly #width: number

  /** `end` stands behind the values: what to do about a row that is there. */
  constructor(db: Database, begin: string, width: number, end = '') {
    const row = `(${Array.from({ length: width }, () => '?').join(', ')})`
    const rows = Array.from({ length: atOnce }, () => row).join(', ')
    this.#one = db.prepare(`${begin} VALUES ${row} ${end}`)
    this.#many = db.prepare(`${begin} VALUES ${rows} ${end}`)
    this.#width = width
  }

  /** As many rows as go at once, or none of them. */
  many(flat: readonly number[]): void {
    this.#many.run(...flat)
  }

  /** Any number of rows, one behind the other. */
  write(flat: readonly number[]): void {
    const [step, size] = [this.#width, this.#width * atOnce]
    let at = 0
    for (; at + size <= flat.length; at += size) this.#many.run(...flat.slice(at, at + size))
    for (; at < flat.length; at += step) this.#one.run(...flat.slice(at, at + step))
  }
}
