// What a transaction adds to the 15-minute slots and to the totals of its sessions: summed first, written once.
import type { Database } from '../../world/database.ts'
import { Bulk } from './bulk.ts'
import { slotOf } from './schema.ts'

/** One number for a metric and a label set: both are ids of rows, far below these bounds. */
const seriesOf = (metric: number, labelset: number): number => labelset * 2 ** 20 + metric

interface Sum {
  readonly metric: number
  readonly labelset: number
  value: number
  points: number
  first: number
  last: number
}

/** Slot or session, then series. Two levels of numbers: cheaper to find than texts. */
type Sums = Map<number, Map<number, Sum>>

export class RollUp {
  readonly #slotTable: Bulk
  readonly #totalTable: Bulk
  readonly #slots: Sums = new Map()
  readonly #totals: Sums = new Map()

  constructor(db: Database) {
    const [slot, total] = ['metric, slot, labelset', 'session, metric, labelset']
    this.#slotTable = new Bulk(
      db,
      `INSERT INTO rollup(${slot}, value, points)`,
      5,
      `ON CONFLICT DO UPDATE SET value = value + excluded.value, points = points + excluded.points`,
    )
    this.#totalTable = new Bulk(
      db,
      `INSERT INTO session_total(${total}, value, first, last)`,
      6,
      `ON CONFLICT DO UPDATE SET value = value + excluded.value,
        first = min(first, excluded.first), last = max(last, excluded.last)`,
    )
  }

  add(
    metric: number,
    end: number,
    session: number,
    labelset: number,
    start: number,
    value: number,
    points = 1,
  ): void {
    // A sender that does not know its start says 0.
    const first = start > 0 ? start : end
    addTo(this.#slots, slotOf(end), metric, labelset, value, first, end, points)
    addTo(this.#totals, session, metric, labelset, value, first, end, points)
  }

  write(): void {
    const [slots, totals]: [number[], number[]] = [[], []]
    for (const [slot, sums] of this.#slots)
      for (const { metric, labelset, value, points } of sums.values())
        slots.push(metric, slot, labelset, value, points)
    for (const [session, sums] of this.#totals)
      for (const { metric, labelset, value, first, last } of sums.values())
        totals.push(session, metric, labelset, value, first, last)
    this.#slotTable.write(slots)
    this.#totalTable.write(totals)
    this.clear()
  }

  clear(): void {
    this.#slots.clear()
    this.#totals.clear()
  }
}

function addTo(
  sums: Sums,
  of: number,
  metric: number,
  labelset: number,
  value: number,
  first: number,
  last: number,
  points: number,
): void {
  let inner = sums.get(of)
  if (inner === undefined) sums.set(of, (inner = new Map()))
  const series = seriesOf(metric, labelset)
  const sum = inner.get(series)
  if (sum === undefined) inner.set(series, { metric, labelset, value, points, first, last })
  else {
    sum.value += value
    sum.points += points
    sum.first = Math.min(sum.first, first)
    sum.last = Math.max(sum.last, last)
  }
}
