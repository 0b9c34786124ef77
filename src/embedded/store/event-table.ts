// Events and their typed tables: written once, and told apart from what only looks like a repeat.
import type { Cell, Database, Statement } from '../../world/database.ts'
import type { Dictionary } from './dictionary.ts'
import type { EventRow } from './parcel.ts'
import { typedEvents } from './schema.ts'

export type Fate = 'stored' | 'repeated' | 'contradicted'

interface Typed {
  readonly add: Statement
  readonly find: Statement
}

export class EventTable {
  readonly #dictionary: Dictionary
  readonly #add: Statement
  readonly #find: Statement
  readonly #typed: Readonly<Record<string, Typed>>

  constructor(db: Database, dictionary: Dictionary) {
    this.#dictionary = dictionary
    this.#add =
      db.prepare(`INSERT INTO event(at, name, session, sequence, prompt, identity, rest, digest)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
    this.#find = db.prepare(`SELECT id, prompt, identity, rest FROM event
      WHERE session = ? AND at = ? AND name = ? AND ifnull(sequence, -1) = ? AND digest = ?`)
    this.#typed = Object.fromEntries(
      Object.entries(typedEvents).map(([name, columns]) => [name, typedTable(db, name, columns)]),
    )
  }

  write(row: EventRow): Fate {
    const name = this.#dictionary.eventName(row.name)
    const session = this.#dictionary.sessions.id(row.session)
    const identity = this.#dictionary.labelsets.id(row.identity)
    const { at, sequence, prompt, rest, digest, typed } = row
    const table = this.#typed[row.name]
    const { changes, lastInsertRowid } = this.#add.run(
      at,
      name,
      session,
      sequence,
      prompt,
      identity,
      rest,
      digest,
    )
    if (Number(changes) === 1) {
      if (typed !== null) table?.add.run(Number(lastInsertRowid), at, session, ...typed)
      return 'stored'
    }
    const there = this.#find.get(session, at, name, sequence ?? -1, digest)
    const same = there?.['prompt'] === prompt && there['identity'] === identity
    const kept = typed === null ? null : (table?.find.get(there?.['id'] ?? null) ?? {})
    return same && there['rest'] === rest && sameCells(kept, typed) ? 'repeated' : 'contradicted'
  }
}

function typedTable(db: Database, name: string, columns: object): Typed {
  const names = Object.keys(columns)
  const holes = names.map(() => '?').join(', ')
  return {
    add: db.prepare(
      `INSERT INTO ${name}(event, at, session, ${names.join(', ')}) VALUES(?, ?, ?, ${holes})`,
    ),
    find: db.prepare(`SELECT ${names.join(', ')} FROM ${name} WHERE event = ?`),
  }
}

function sameCells(kept: Record<string, Cell> | null, typed: readonly Cell[] | null): boolean {
  if (kept === null || typed === null) return kept === typed
  const values = Object.values(kept)
  return values.length === typed.length && values.every((value, at) => value === typed[at])
}
