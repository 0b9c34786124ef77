// One parcel, one transaction: rows, roll-ups and totals together, or nothing.
import { type Database, type Statement, faultCode } from '../../world/database.ts'
import { DeltaTable } from './delta-table.ts'
import { Dictionary } from './dictionary.ts'
import { EventRollUp } from './event-roll-up.ts'
import { EventTable, type Fate } from './event-table.ts'
import { type Arrival, type Committed, type EventRow, type Parcel, type Written } from './parcel.ts'
import type { LabelLimits } from './label-cap.ts'
import { LevelTable } from './level-table.ts'
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
  readonly #deltas: DeltaTable
  readonly #levels: LevelTable
  readonly #source: Statement
  readonly #arrival: Statement
  #told: string[] = []

  constructor(db: Database, limits?: LabelLimits) {
    this.#db = db
    this.dictionary = new Dictionary(db, limits)
    this.#rollUp = new RollUp(db)
    this.#events = new EventTable(db, this.dictionary)
    this.#eventRollUp = new EventRollUp(db)
    this.#deltas = new DeltaTable(db, this.dictionary, this.#rollUp)
    this.#levels = new LevelTable(db, this.dictionary)
    this.#arrival = db.prepare(
      'INSERT INTO arrival(body, at) VALUES(?, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
    )
    this.#source = db.prepare(`INSERT INTO source(name, at) VALUES(?, ?)
      ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`)
  }

  /** After rows of the dictionaries were deleted. */
  forgetIds(): void {
    this.dictionary.forgetIds()
    this.#eventRollUp.clear()
  }

  commit(parcel: Parcel): Pick<Committed, 'outcomes' | 'contradictions' | 'folded'> {
    this.#told = []
    this.dictionary.learn(parcel.anew, parcel.news)
    if (parcel.shares.length === 0) return { outcomes: [], contradictions: [], folded: [] }
    const shares = sharesOf(parcel)
    const outcomes = this.#together(parcel, shares) ?? this.#apart(parcel, shares)
    const folded = this.dictionary.folded.map(({ because }) => because)
    this.dictionary.folded = []
    return { outcomes, contradictions: this.#told, folded }
  }

  #together(parcel: Parcel, shares: readonly Slice[]): Outcome[] | null {
    try {
      return this.#transaction(() => {
        const outcomes = this.#write(parcel, shares)
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
    return shares.flatMap((share): Outcome[] => {
      try {
        return this.#transaction(() => this.#write(parcel, [share]))
      } catch (cause) {
        if (!ofOneRow.has(faultCode(cause) ?? -1)) throw cause
        return [{ refused: cause instanceof Error ? cause.message : String(cause) }]
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

  #write(parcel: Parcel, shares: readonly Slice[]): Written[] {
    const tallies = shares.map((): Tally => ({ stored: 0, repeated: 0, contradicted: 0 }))
    const count = (share: number, fate: Fate): void => {
      const tally = tallies[share]
      if (tally !== undefined) tally[fate] += 1
    }
    const spans = shares.map(({ deltas }) => deltas)
    const tell = (line: string): void => this.#tell(line)
    this.#deltas.write(parcel.deltas, spans, count, tell)
    for (const [share, { levels, distributions, events, arrival }] of shares.entries()) {
      if (arrival !== null) this.#arrival.run(arrival.body, arrival.at)
      for (let at = levels[0]; at < levels[1]; at++)
        count(share, this.#levels.writeLevel(parcel.levels, at, tell))
      for (const row of parcel.distributions.slice(...distributions))
        count(share, this.#levels.writeDistribution(row, tell))
      for (const row of parcel.events.slice(...events)) count(share, this.#writeEvent(row))
    }
    return tallies
  }

  #writeEvent(row: EventRow): Fate {
    const fate = this.#events.write(row)
    if (fate === 'stored') this.#eventRollUp.add(row)
    if (fate === 'contradicted') this.#tell(`event ${row.name} at ${row.at}`)
    return fate
  }

  #tell(line: string): void {
    if (this.#told.length < mostTold) this.#told.push(line)
  }
}

type Span = readonly [from: number, to: number]

interface Slice {
  readonly deltas: Span
  readonly levels: Span
  readonly distributions: Span
  readonly events: Span
  readonly arrival: Arrival | null
}

function sharesOf({ shares }: Parcel): Slice[] {
  let [deltas, levels, distributions, events] = [0, 0, 0, 0]
  return shares.map((share) => ({
    deltas: [deltas, (deltas += share.deltas)],
    levels: [levels, (levels += share.levels)],
    distributions: [distributions, (distributions += share.distributions)],
    events: [events, (events += share.events)],
    arrival: share.arrival,
  }))
}
