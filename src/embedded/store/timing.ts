// How long things took, in slots of fifteen minutes and in days: summed for a transaction, written once.
import { addSpans, mostOf, spanOf, type Spans, spansText } from '../../dashboards/spans.ts'
import type { Cell, Database, Statement } from '../../world/database.ts'
import { Kinds } from './kinds.ts'
import { dayLength, slotLength, timedFields } from './schema.ts'
import { type Longest, longestOf } from './timing-rows.ts'

interface Part {
  count: number
  /** Something was taken away: the longest may be gone. */
  lessened: boolean
  sum: number
  max: number | null
  readonly spans: Spans
}

/** Kind → slot → what it adds. */
type Parts = Map<number, Map<number, Part>>

class Level {
  readonly length: number
  readonly #find: Statement
  readonly #put: Statement
  readonly #drop: Statement
  readonly #longest: Longest
  readonly #parts: Parts = new Map()

  constructor(db: Database, table: 'timing' | 'timing_day', length: number) {
    this.length = length
    this.#find = db.prepare(
      `SELECT count, sum, max, spans FROM ${table} WHERE kind = ? AND slot = ?`,
    )
    this.#put = db.prepare(`INSERT INTO ${table}(kind, slot, count, sum, max, spans)
      VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = excluded.count, sum = excluded.sum,
      max = excluded.max, spans = excluded.spans`)
    this.#longest = longestOf(db)
    this.#drop = db.prepare(`DELETE FROM ${table} WHERE kind = ? AND slot = ?`)
  }

  add(kind: number, at: number, milliseconds: number | null, sign: 1 | -1): void {
    const slot = Math.floor((at - 1) / this.length)
    let slots = this.#parts.get(kind)
    if (slots === undefined) this.#parts.set(kind, (slots = new Map<number, Part>()))
    let part = slots.get(slot)
    if (part === undefined)
      slots.set(slot, (part = { count: 0, lessened: false, sum: 0, max: null, spans: new Map() }))
    part.count += sign
    part.lessened ||= sign === -1
    if (milliseconds === null) return
    const span = spanOf(milliseconds)
    part.sum += sign * milliseconds
    part.spans.set(span, (part.spans.get(span) ?? 0) + sign)
    if (sign === 1) part.max = Math.max(part.max ?? milliseconds, milliseconds)
  }

  write(): void {
    for (const [kind, slots] of this.#parts)
      for (const [slot, part] of slots) this.#writePart(kind, slot, part)
    this.clear()
  }

  clear(): void {
    this.#parts.clear()
  }

  #writePart(kind: number, slot: number, part: Part): void {
    const { count, sum, max, spans } = part
    const kept = this.#find.get(kind, slot)
    const all = Number(kept?.['count'] ?? 0) + count
    if (all <= 0) return void this.#drop.run(kind, slot)
    const left = addSpans(spans, String(kept?.['spans'] ?? ''))
    const text = spansText(left)
    const before = longer((kept?.['max'] ?? null) as number | null, max)
    const longest = part.lessened ? this.#longestLeft(kind, slot, all, left, before) : before
    this.#put.run(kind, slot, all, Number(kept?.['sum'] ?? 0) + sum, longest, text)
  }

  /** From the rows, where all are still there; else no more than the spans that are left allow. */
  #longestLeft(kind: number, slot: number, all: number, left: Spans, before: number | null) {
    const rows = this.#longest(kind, slot * this.length, (slot + 1) * this.length)
    if (rows.count === all) return rows.max
    const spans = [...left].filter(([, count]) => count > 0).map(([span]) => span)
    return spans.length === 0 ? null : Math.min(before ?? 0, mostOf(Math.max(...spans)))
  }
}

export class Timing {
  readonly #kinds: Kinds
  readonly #levels: readonly Level[]

  constructor(db: Database) {
    this.#kinds = new Kinds(db, 'timing_kind', ['event', 'field', 'part', 'success'])
    this.#levels = [new Level(db, 'timing', slotLength), new Level(db, 'timing_day', dayLength)]
  }

  /** `cells`: the event's own columns by name. Taken away again with sign -1. */
  add(event: string, at: number, cells: Readonly<Record<string, Cell>>, sign: 1 | -1 = 1): void {
    const timed = timedFields[event]
    if (timed === undefined) return
    const part = cells[timed.part] ?? null
    for (const field of timed.fields) {
      const success = cells['success'] ?? null
      const kind = this.#kinds.id(event, field, part === null ? null : String(part), success)
      const took = cells[field] ?? null
      const milliseconds = typeof took === 'number' ? took : null
      for (const level of this.#levels) level.add(kind, at, milliseconds, sign)
    }
  }

  write(): void {
    for (const level of this.#levels) level.write()
  }

  clear(): void {
    for (const level of this.#levels) level.clear()
    this.#kinds.clear()
  }
}

function longer(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other)
}
