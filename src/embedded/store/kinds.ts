// Small dictionaries of the event roll-ups: a few facts → the number under which they are summed.
import type { Cell, Database, Statement } from '../../world/database.ts'

/** Values of one field beyond which all others are one: a broken sender must not fill the store. */
const mostKinds = 2000
export const otherValue = '(other)'

const mostKnown = 10 * mostKinds

export class Kinds {
  readonly #find: Statement
  readonly #add: Statement
  readonly #size: Statement
  readonly #known = new Map<string, number>()

  constructor(db: Database, table: 'timing_kind' | 'count_kind', columns: readonly string[]) {
    const same = columns.map((name) => `${name} IS ?`).join(' AND ')
    const holes = columns.map(() => '?').join(', ')
    this.#find = db.prepare(`SELECT id FROM ${table} WHERE ${same}`)
    this.#add = db.prepare(`INSERT INTO ${table}(${columns.join(', ')}) VALUES(${holes})`)
    this.#size = db.prepare(`SELECT count(*) AS n FROM ${table} WHERE event = ? AND field = ?`)
  }

  /** Event, field, value, and what else tells it apart. */
  id(event: string, field: string, value: string | null, ...more: readonly Cell[]): number {
    const key = JSON.stringify([event, field, value, ...more])
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const id = this.#found(event, field, value, more)
    // Values that became the other one are without end.
    if (this.#known.size >= mostKnown) this.#known.clear()
    this.#known.set(key, id)
    return id
  }

  /** After a transaction that was taken back: its numbers are nobody's. */
  clear(): void {
    this.#known.clear()
  }

  #found(event: string, field: string, value: string | null, more: readonly Cell[]): number {
    const there = this.#find.get(event, field, value, ...more)?.['id']
    if (there !== undefined) return Number(there)
    const full = Number(this.#size.get(event, field)?.['n']) >= mostKinds
    if (full && value !== otherValue) return this.id(event, field, otherValue, ...more)
    return Number(this.#add.run(event, field, value, ...more).lastInsertRowid)
  }
}
