// The thread that only reads: limited in rows, so that one question cannot fill the memory.
import { Problem } from '../../errors.ts'
import { type Cell, type Database, type Statement, openDatabase } from '../../world/database.ts'
import { beThread } from '../../world/thread.ts'
import { isDamage } from './open-file.ts'
import { storeFault } from './store-fault.ts'

export interface Query {
  readonly sql: string
  readonly params: readonly Cell[]
  readonly rows: number
}

const mostPrepared = 200

interface ReaderWish {
  readonly path: string
  readonly alone?: boolean
}

beThread(async ({ path, alone = false }: ReaderWish) => {
  const db = openDatabase(path, { readOnly: !alone })
  // What readers and writers share beside the file takes room; in the memory of one alone it does not.
  if (alone) db.exec('PRAGMA locking_mode = EXCLUSIVE')
  db.exec('PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000')
  const prepared = new Map<string, Statement>()
  const statement = (sql: string): Statement => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    if (prepared.size >= mostPrepared) prepared.clear()
    const made = db.prepare(sql)
    prepared.set(sql, made)
    return made
  }
  return (query: Query | { begin: true } | { close: true } | { copyTo: string }) => {
    if ('begin' in query) return null
    if ('close' in query) return db.close()
    try {
      if ('copyTo' in query) return copyInto(db, query.copyTo)
      return upTo(query.rows, statement(query.sql).iterate(...query.params))
    } catch (cause) {
      if (cause instanceof Problem || isDamage(cause)) throw storeFault(cause, path)
      throw badQuery(cause)
    }
  }
})

/** As it is at one moment, while others go on writing; into an empty file, which keeps its mode. */
function copyInto(db: Database, path: string): void {
  // Still read-only: what is written is another file.
  db.exec('PRAGMA query_only = OFF')
  db.prepare('VACUUM INTO ?').run(path)
}

/** More rows than asked for is a fault, never a shorter answer: a total must not be cut. */
function upTo(most: number, rows: Iterable<Record<string, Cell>>): Record<string, Cell>[] {
  const taken: Record<string, Cell>[] = []
  for (const row of rows) {
    if (taken.length === most)
      throw new Problem('query-too-large', `The answer has more than ${most} rows.`, {
        hints: ['Ask for a shorter range, or for fewer kinds.'],
      })
    taken.push({ ...row })
  }
  return taken
}

function badQuery(cause: unknown): Problem {
  return new Problem('bad-query', cause instanceof Error ? cause.message : String(cause), { cause })
}
