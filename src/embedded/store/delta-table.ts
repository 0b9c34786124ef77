// Deltas as rows, each point once: a group of new ones in one statement, otherwise one by one.
import { type Database, type Statement, faultCode } from '../../world/database.ts'
import { Bulk, atOnce } from './bulk.ts'
import type { Dictionary } from './dictionary.ts'
import type { Fate } from './event-table.ts'
import { deltaWidth } from './parcel.ts'
import type { RollUp } from './roll-up.ts'
import { SharedDeltas } from './shared-deltas.ts'

/** SQLite's code for a row whose identity is there already. */
const isThere = 19

type Span = readonly [from: number, to: number]

export class DeltaTable {
  readonly #dictionary: Dictionary
  readonly #rollUp: RollUp
  readonly #new: Bulk
  readonly #add: Statement
  readonly #find: Statement
  readonly #shared: SharedDeltas

  constructor(db: Database, dictionary: Dictionary, rollUp: RollUp) {
    this.#dictionary = dictionary
    this.#rollUp = rollUp
    const begin = 'INSERT INTO delta(metric, end, session, labelset, start, value)'
    this.#new = new Bulk(db, begin, deltaWidth)
    this.#add = db.prepare(`${begin} VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
    this.#shared = new SharedDeltas(db, rollUp)
    this.#find = db.prepare(`SELECT value FROM delta
      WHERE metric = ? AND end = ? AND session = ? AND labelset = ? AND start = ?`)
  }

  /** Spans follow one another; `count` is told how it went with each row, by the place of its span. */
  write(
    rows: Float64Array,
    spans: readonly Span[],
    count: (span: number, fate: Fate) => void,
    tell: (line: string) => void,
  ): void {
    const end = spans.at(-1)?.[1] ?? 0
    let span = 0
    for (let at = spans[0]?.[0] ?? 0; at < end;) {
      const next = Math.min(end, at + atOnce)
      const allNew = next - at === atOnce && this.#allNew(rows, at)
      for (; at < next; at++) {
        while (at >= (spans[span]?.[1] ?? end)) span += 1
        count(span, allNew ? 'stored' : this.#any(rows, at, tell))
      }
    }
  }

  /** False: one of them is there already, and none was written. */
  #allNew(rows: Float64Array, from: number): boolean {
    const group: Row[] = []
    const flat: number[] = []
    for (let at = from; at < from + atOnce; at++) {
      const row = this.#row(rows, at)
      if (this.#sign(rows, at) !== 0) return false
      group.push(row)
      flat.push(row[0], row[1], row[2], row[3], row[4], row[5])
    }
    try {
      this.#new.many(flat)
    } catch (cause) {
      if (faultCode(cause) === isThere) return false
      throw cause
    }
    for (const row of group) this.#rollUp.add(row[0], row[1], row[2], row[3], row[4], row[5])
    return true
  }

  #any(rows: Float64Array, place: number, tell: (line: string) => void): Fate {
    const row = this.#row(rows, place)
    const sign = this.#sign(rows, place)
    return sign === 0 ? this.#one(row, tell) : this.#shared.write(row, sign, tell)
  }

  /** Asked after the row was made: only then it is known. */
  #sign(rows: Float64Array, place: number): number {
    return this.#dictionary.sign(rows[place * deltaWidth + 3] as number)
  }

  #one(row: Row, tell: (line: string) => void): Fate {
    if (Number(this.#add.run(...row).changes) === 1) {
      this.#rollUp.add(...row)
      return 'stored'
    }
    const [metric, end, session, labelset, start, value] = row
    const kept = this.#find.get(metric, end, session, labelset, start)?.['value']
    if (kept === value) return 'repeated'
    tell(`metric ${metric}, session ${session}, (${start}, ${end}]: ${kept}, then ${value}`)
    return 'contradicted'
  }

  #row(rows: Float64Array, place: number): Row {
    const at = place * deltaWidth
    const { metrics, sessions, labelsets } = this.#dictionary
    return [
      metrics.id(rows[at] as number),
      rows[at + 1] as number,
      sessions.id(rows[at + 2] as number),
      labelsets.id(rows[at + 3] as number),
      rows[at + 4] as number,
      rows[at + 5] as number,
    ]
  }
}

export type Row = readonly [
  metric: number,
  end: number,
  session: number,
  labelset: number,
  start: number,
  value: number,
]
