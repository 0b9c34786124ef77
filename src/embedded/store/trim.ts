// Lets go of old points and events, a chunk at a time. Roll-ups and totals of sessions stay.
import type { Database } from '../../world/database.ts'
import type { Retention } from './retention.ts'
import { slotLength, typedEvents } from './schema.ts'

export interface Trimmed {
  readonly deleted: number
  readonly more: boolean
}

const day = 86_400_000
/** A sender may repeat what it sent; as long as it may, the point must be there to be recognised. */
const leastDays = 7
const chunk = 20_000
const pagesAtOnce = 2000

/** One chunk. Called again while there is more, with other work in between. */
export function trim(db: Database, now: number, keep: Retention): Trimmed {
  db.prepare('DELETE FROM arrival WHERE at < ?').run(now - day)
  const cut = (days: number): number => wholeSlot(now - Math.max(days, leastDays) * day)
  const old = deleteUpTo(db, cut(keep.points), cut(keep.events))
  if (old > 0) return { deleted: old, more: true }
  if (usedBytes(db) > keep.bytes) {
    const oldest = oldestTime(db)
    const newest = cut(leastDays)
    const upTo = oldest === null ? newest : Math.min(newest, wholeSlot(oldest + day))
    const large = deleteUpTo(db, upTo, upTo)
    if (large > 0) return { deleted: large, more: true }
  }
  return { deleted: 0, more: shrink(db) }
}

/** Up to the end of a slot, so that a slot's points are there all or not at all. */
function wholeSlot(time: number): number {
  return Math.floor(time / slotLength) * slotLength
}

function deleteUpTo(db: Database, points: number, events: number): number {
  db.exec('BEGIN IMMEDIATE')
  try {
    const deleted =
      deleteFrom(db, 'delta', 'metric', 'metric', 'end', points) ||
      deleteFrom(db, 'level', 'metric', 'metric', 'at', points) ||
      deleteFrom(db, 'distribution', 'metric', 'metric', 'at', points) ||
      deleteFrom(db, 'unfolded', 'metric', 'metric', 'end', points) ||
      deleteFrom(db, 'event', 'event_name', 'name', 'at', events)
    db.exec('COMMIT')
    return deleted
  } catch (cause) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw cause
  }
}

/** Rows lie sorted by kind, then time: the first chunk of the first kind that has any. */
function deleteFrom(
  db: Database,
  table: string,
  kinds: string,
  kind: string,
  time: string,
  cut: number,
): number {
  for (const row of db.prepare(`SELECT id, name FROM ${kinds}`).all()) {
    const id = row['id'] ?? null
    const older = `FROM ${table} WHERE ${kind} = ? AND ${time} <= ?`
    const end = db.prepare(`SELECT ${time} AS at ${older} ORDER BY ${time} LIMIT 1 OFFSET ${chunk}`)
    const upTo = Math.min(cut, Number(end.get(id, cut)?.['at'] ?? cut))
    const typed = table === 'event' && Object.hasOwn(typedEvents, String(row['name']))
    if (typed) db.prepare(`DELETE FROM ${row['name']} WHERE at <= ?`).run(upTo)
    const deleted = Number(db.prepare(`DELETE ${older}`).run(id, upTo).changes)
    if (deleted > 0) return deleted
  }
  return 0
}

function oldestTime(db: Database): number | null {
  const oldest = (table: string, kinds: string, kind: string, time: string): string =>
    `SELECT (SELECT min(${time}) FROM ${table} WHERE ${kind} = k.id) AS at FROM ${kinds} k`
  const sql = `SELECT min(at) AS at FROM (${oldest('delta', 'metric', 'metric', 'end')}
    UNION ALL ${oldest('level', 'metric', 'metric', 'at')}
    UNION ALL ${oldest('distribution', 'metric', 'metric', 'at')}
    UNION ALL ${oldest('event', 'event_name', 'name', 'at')})`
  return (db.prepare(sql).get()?.['at'] ?? null) as number | null
}

function usedBytes(db: Database): number {
  return sizing(db)().databaseBytes
}

/** For whoever asks often. */
export function sizing(db: Database): () => { databaseBytes: number; fileBytes: number } {
  const asked = db.prepare(`SELECT page_count AS pages, freelist_count AS free, page_size AS size
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size`)
  return () => {
    const { pages, free, size } = asked.get() as { pages: number; free: number; size: number }
    return { databaseBytes: (pages - free) * size, fileBytes: pages * size }
  }
}

function shrink(db: Database): boolean {
  if (pragma(db, 'freelist_count') === 0) return false
  db.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`)
  return pragma(db, 'freelist_count') > 0
}

function pragma(db: Database, name: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0])
}
