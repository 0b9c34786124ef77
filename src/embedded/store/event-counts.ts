// How many events there were in each slot, as a whole and by what they say: summed for a transaction, written once.
import { countedFields } from '../../dashboards/counted.ts'
import type { Cell, Database, Statement } from '../../world/database.ts'
import { Kinds } from './kinds.ts'
import { slotOf } from './schema.ts'

/** What one event says, for counting: its own columns, its rest, and its version. */
export interface Said {
  readonly cells: Readonly<Record<string, Cell>>
  readonly rest: string | null
  readonly version: string | null
}

const counted: Readonly<Record<string, readonly string[]>> = countedFields

export class EventCounts {
  readonly #kinds: Kinds
  readonly #add: Statement
  readonly #drop: Statement
  /** Kind → slot → count. */
  readonly #counts = new Map<number, Map<number, number>>()
  #lessened = false

  constructor(db: Database) {
    this.#kinds = new Kinds(db, 'count_kind', ['event', 'field', 'value'])
    this.#add = db.prepare(`INSERT INTO event_count(kind, slot, count) VALUES(?, ?, ?)
      ON CONFLICT DO UPDATE SET count = count + excluded.count`)
    this.#drop = db.prepare('DELETE FROM event_count WHERE kind = ? AND slot = ? AND count <= 0')
  }

  add(event: string, at: number, said: Said, sign: 1 | -1 = 1): void {
    const slot = slotOf(at)
    this.#count(this.#kinds.id(event, '', null), slot, sign)
    const fields = counted[event] ?? []
    // Most have no rest at all, or nothing in it that is counted.
    const rest = fields.some((name) => said.rest?.includes(`"${name}"`) === true) ? said.rest : null
    const own: Readonly<Record<string, Cell | boolean | object>> =
      rest === null ? {} : JSON.parse(rest)
    for (const field of fields) {
      const value = valueOf(field, said, own)
      if (value !== null) this.#count(this.#kinds.id(event, field, value), slot, sign)
    }
    if (sign === -1) this.#lessened = true
  }

  write(): void {
    for (const [kind, slots] of this.#counts)
      for (const [slot, count] of slots) {
        this.#add.run(kind, slot, count)
        if (this.#lessened) this.#drop.run(kind, slot)
      }
    this.#counts.clear()
    this.#lessened = false
  }

  clear(): void {
    this.#counts.clear()
    this.#kinds.clear()
    this.#lessened = false
  }

  #count(kind: number, slot: number, sign: 1 | -1): void {
    let slots = this.#counts.get(kind)
    if (slots === undefined) this.#counts.set(kind, (slots = new Map<number, number>()))
    slots.set(slot, (slots.get(slot) ?? 0) + sign)
  }
}

/** As text, the same from both forms in which a client writes it; null where it says nothing. */
function valueOf(
  field: string,
  { cells, version }: Said,
  own: Readonly<Record<string, Cell | boolean | object>>,
): string | null {
  if (field === 'app.version') return version
  const isTyped = field in cells
  const value = isTyped ? cells[field] : own[field]
  if (value === null || value === undefined) return null
  // Its own column holds 1 and 0.
  if (isTyped && field === 'success') return String(value === 1)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
