// One parcel, one transaction: rows, roll-ups and totals together, or nothing.
import { type Database, type Statement, faultCode } from '../../world/database.ts'
import { Dictionary } from './dictionary.ts'
import { EventRollUp } from './event-roll-up.ts'
import { EventTable, type Fate } from './event-table.ts'
import { type Committed, type Parcel, type Written, deltaWidth, levelWidth } from './parcel.ts'
import { RollUp } from './roll-up.ts'

/** Only so many are told by name: one broken sender must not fill the log. */
const mostTold = 20
/** SQLite's codes for a fault of one row; anything else concerns the whole file. */
const ofOneRow = new Set([1, 18, 19, 20, 25])

type Tally = { -readonly [Key in keyof Written]: number }
type Outcome = Committed['outcomes'][number]

export class Ledger {
  readonly dictionary: Dictionary
  readonly #db: Database
  readonly #rollUp: RollUp
  readonly #events: EventTable
  readonly #eventRollUp: EventRollUp
  readonly #delta: { add: Statement; find: Statement }
  readonly #level: { add: Statement; find: Statement }
  readonly #source: Statement
  #told: string[] = []

  constructor(db: Database) {
    this.#db = db
    this.dictionary = new Dictionary(db)
    this.#rollUp = new RollUp(db)
    this.#events = new EventTable(db, this.dictionary)
    this.#eventRollUp = new EventRollUp(db)
    this.#delta = {
      add: db.prepare(`INSERT INTO delta(metric, end, session, labelset, start, value)
        VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`),
      find: db.prepare(`SELECT value FROM delta
        WHERE metric = ? AND end = ? AND session = ? AND labelset = ? AND start = ?`),
    }
    this.#level = {
      add: db.prepare(`INSERT INTO level(metric, at, labelset, value)
        VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING`),
      find: db.prepare('SELECT value FROM level WHERE metric = ? AND at = ? AND labelset = ?'),
    }
    this.#source = db.prepare(`INSERT INTO source(name, at) VALUES(?, ?)
      ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`)
  }

  /** After rows of the dictionaries were deleted. */
  forgetIds(): void {
    this.dictionary.forgetIds()
    this.#eventRollUp.clear()
  }

  commit(parcel: Parcel): Pick<Committed, 'outcomes' | 'contradictions'> {
    this.#told = []
    this.dictionary.learn(parcel.anew, parcel.news)
    if (parcel.shares.length === 0) return { outcomes: [], contradictions: [] }
    const shares = sharesOf(parcel)
    const outcomes = this.#together(parcel, shares) ?? this.#apart(parcel, shares)
    return { outcomes, contradictions: this.#told }
  }

  #together(parcel: Parcel, shares: readonly Slice[]): Outcome[] | null {
    try {
      return this.#transaction(() => {
        const outcomes = shares.map((share) => this.#write(parcel, share))
        for (const [name, at] of parcel.sources) this.#source.run(name, at)
        return outcomes
      })
    } catch (cause) {
      if (!ofOneRow.has(faultCode(cause) ?? -1)) throw cause
      return null
    }
  }

  /** One bad write must not take others down with it. */
  #apart(parcel: Parcel, shares: readonly Slice[]): Outcome[] {
    return shares.map((share) => {
      try {
        return this.#transaction(() => this.#write(parcel, share))
      } catch (cause) {
        if (!ofOneRow.has(faultCode(cause) ?? -1)) throw cause
        return { refused: cause instanceof Error ? cause.message : String(cause) }
      }
    })
  }

  #transaction<Result>(work: () => Result): Result {
    const db = this.#db
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#rollUp.write()
      this.#eventRollUp.write()
      db.exec('COMMIT')
      this.dictionary.settle(true)
      return result
    } catch (cause) {
      this.#rollUp.clear()
      this.#eventRollUp.clear()
      this.dictionary.settle(false)
      if (db.isTransaction) db.exec('ROLLBACK')
      throw cause
    }
  }

  #write(parcel: Parcel, { deltas, levels, events }: Slice): Written {
    const tally: Tally = { stored: 0, repeated: 0, contradicted: 0 }
    for (let at = deltas[0]; at < deltas[1]; at++) tally[this.#writeDelta(parcel.deltas, at)] += 1
    for (let at = levels[0]; at < levels[1]; at++) tally[this.#writeLevel(parcel.levels, at)] += 1
    for (let at = events[0]; at < events[1]; at++) {
      const row = parcel.events[at]
      if (row === undefined) continue
      const fate = this.#events.write(row)
      if (fate === 'stored') this.#eventRollUp.add(row)
      if (fate === 'contradicted') this.#tell(`event ${row.name} at ${row.at}`)
      tally[fate] += 1
    }
    return tally
  }

  #writeDelta(rows: Float64Array, row: number): Fate {
    const at = row * deltaWidth
    const metric = this.dictionary.metrics.id(rows[at] as number)
    const end = rows[at + 1] as number
    const session = this.dictionary.sessions.id(rows[at + 2] as number)
    const labelset = this.dictionary.labelsets.id(rows[at + 3] as number)
    const start = rows[at + 4] as number
    const value = rows[at + 5] as number
    if (Number(this.#delta.add.run(metric, end, session, labelset, start, value).changes) === 1) {
      this.#rollUp.add(metric, end, session, labelset, start, value)
      return 'stored'
    }
    const kept = this.#delta.find.get(metric, end, session, labelset, start)?.['value']
    if (kept === value) return 'repeated'
    this.#tell(`metric ${metric}, session ${session}, (${start}, ${end}]: ${kept}, then ${value}`)
    return 'contradicted'
  }

  #writeLevel(rows: Float64Array, row: number): Fate {
    const place = row * levelWidth
    const metric = this.dictionary.metrics.id(rows[place] as number)
    const at = rows[place + 1] as number
    const labelset = this.dictionary.labelsets.id(rows[place + 2] as number)
    const value = rows[place + 3] as number
    if (Number(this.#level.add.run(metric, at, labelset, value).changes) === 1) return 'stored'
    const kept = this.#level.find.get(metric, at, labelset)?.['value']
    if (kept === value) return 'repeated'
    this.#tell(`level ${metric} at ${at}: ${kept}, then ${value}`)
    return 'contradicted'
  }

  #tell(line: string): void {
    if (this.#told.length < mostTold) this.#told.push(line)
  }
}

type Span = readonly [from: number, to: number]

interface Slice {
  readonly deltas: Span
  readonly levels: Span
  readonly events: Span
}

function sharesOf({ shares }: Parcel): Slice[] {
  let [deltas, levels, events] = [0, 0, 0]
  return shares.map((share) => ({
    deltas: [deltas, (deltas += share.deltas)],
    levels: [levels, (levels += share.levels)],
    events: [events, (events += share.events)],
  }))
}
