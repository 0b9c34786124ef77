// All that is summed of an event: how many there were, and how long they took.
import type { Cell, Database } from '../../world/database.ts'
import { EventCounts } from './event-counts.ts'
import { typedEvents } from './schema.ts'
import { Timing } from './timing.ts'

export interface Summed {
  readonly name: string
  readonly at: number
  /** Values of its own table, in the order of the columns. */
  readonly typed: readonly Cell[] | null
  readonly rest: string | null
  readonly version: string | null
}

export class EventRollUp {
  readonly #timing: Timing
  readonly #counts: EventCounts

  constructor(db: Database) {
    this.#timing = new Timing(db)
    this.#counts = new EventCounts(db)
  }

  /** Taken away again with sign -1. */
  add({ name, at, typed, rest, version }: Summed, sign: 1 | -1 = 1): void {
    const cells: Record<string, Cell> = {}
    const columns = typed === null ? [] : Object.keys(typedEvents[name] ?? {})
    for (const [place, column] of columns.entries()) cells[column] = typed?.[place] ?? null
    this.#timing.add(name, at, cells, sign)
    this.#counts.add(name, at, { cells, rest, version }, sign)
  }

  write(): void {
    this.#timing.write()
    this.#counts.write()
  }

  clear(): void {
    this.#timing.clear()
    this.#counts.clear()
  }
}

/** Events that are stored, as they were summed; ended by a condition on `e` (the event). */
export function summedOf(
  db: Database,
  name: string,
  by: 'e.name' | '+e.name' = 'e.name',
): (condition: string, ...values: Cell[]) => Iterable<Summed> {
  const own = Object.keys(typedEvents[name] ?? {})
  const cells = own.map((column) => `, t.${column} AS c_${column}`).join('')
  const table = own.length === 0 ? '' : `LEFT JOIN ${name} t ON t.event = e.id`
  return function* (condition, ...values) {
    const rows = db
      .prepare(`SELECT e.at AS at, e.rest AS rest, l.app_version AS version ${cells}
        FROM event e LEFT JOIN labelset l ON l.id = e.identity ${table}
        WHERE ${by} = (SELECT id FROM event_name WHERE name = ?) AND ${condition}`)
      .iterate(name, ...values)
    for (const row of rows)
      yield {
        name,
        at: Number(row['at']),
        typed: own.length === 0 ? null : own.map((column) => row[`c_${column}`] ?? null),
        rest: (row['rest'] ?? null) as string | null,
        version: (row['version'] ?? null) as string | null,
      }
  }
}
