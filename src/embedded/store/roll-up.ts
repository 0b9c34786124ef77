// What a transaction adds to the 15-minute slots and to the totals of its sessions: summed first, written once.
import type { Database, Statement } from '../../world/database.ts'
import { slotOf } from './schema.ts'

interface Slot {
  readonly metric: number
  readonly slot: number
  readonly labelset: number
  value: number
  points: number
}

interface Total {
  readonly session: number
  readonly metric: number
  readonly labelset: number
  value: number
  first: number
  last: number
}

export class RollUp {
  readonly #addSlot: Statement
  readonly #addTotal: Statement
  readonly #slots = new Map<string, Slot>()
  readonly #totals = new Map<string, Total>()

  constructor(db: Database) {
    this.#addSlot = db.prepare(`INSERT INTO rollup(metric, slot, labelset, value, points)
      VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
      value = value + excluded.value, points = points + excluded.points`)
    this.#addTotal =
      db.prepare(`INSERT INTO session_total(session, metric, labelset, value, first, last)
      VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value,
      first = min(first, excluded.first), last = max(last, excluded.last)`)
  }

  add(
    metric: number,
    end: number,
    session: number,
    labelset: number,
    start: number,
    value: number,
  ): void {
    const slot = slotOf(end)
    const slotKey = `${metric},${slot},${labelset}`
    const sum = this.#slots.get(slotKey)
    if (sum === undefined) this.#slots.set(slotKey, { metric, slot, labelset, value, points: 1 })
    else {
      sum.value += value
      sum.points += 1
    }
    const totalKey = `${session},${metric},${labelset}`
    // A sender that does not know its start says 0.
    const first = start > 0 ? start : end
    const total = this.#totals.get(totalKey)
    if (total === undefined) {
      this.#totals.set(totalKey, { session, metric, labelset, value, first, last: end })
    } else {
      total.value += value
      total.first = Math.min(total.first, first)
      total.last = Math.max(total.last, end)
    }
  }

  write(): void {
    for (const { metric, slot, labelset, value, points } of this.#slots.values())
      this.#addSlot.run(metric, slot, labelset, value, points)
    for (const { session, metric, labelset, value, first, last } of this.#totals.values())
      this.#addTotal.run(session, metric, labelset, value, first, last)
    this.clear()
  }

  clear(): void {
    this.#slots.clear()
    this.#totals.clear()
  }
}
