// Opens the store's file, whatever state it is in: new, older, newer, not closed in peace, or damaged.
import { join } from 'node:path'
import { Problem } from '../../errors.ts'
import { type Database, faultCode, openDatabase } from '../../world/database.ts'
import { makePrivate, moveDatabase, standingFile } from '../../world/database-files.ts'
import { migrate, steps, versionOf } from './migrate.ts'
import { unseal } from './seal.ts'

export function databaseFile(folder: string): string {
  return join(folder, 'telemetry.db')
}

export interface Opening {
  /** Where a damaged file was put; a new one is in its place. */
  readonly setAside: string | null
  readonly damage: string | null
  /** Where the file as it was before a migration is. */
  readonly copy: string | null
  /** It was not closed in peace, and was examined. */
  readonly checked: boolean
}

export async function openFile(path: string): Promise<{ db: Database; opening: Opening }> {
  await makePrivate(path)
  const isNew = (await standingFile(path))?.size === 0
  const checked = !(await unseal(path)) && !isNew
  const damage = isNew ? null : damageOf(path, checked)
  const setAside =
    damage === null ? null : `${path}.damaged-${new Date().toISOString().replaceAll(':', '')}`
  if (setAside !== null) {
    await moveDatabase(path, setAside)
    await makePrivate(path)
  }
  const db = openDatabase(path)
  try {
    prepare(db, path)
    const copy = migrate(db, path)
    return { db, opening: { setAside, damage, copy, checked } }
  } catch (cause) {
    db.close()
    throw cause
  }
}

/** SQLite takes 512 bytes, what it puts beside the file included. */
const longest = 500

/** Asked before anything is opened: SQLite itself only says that it cannot. */
export function refuseTooLong(path: string): void {
  const bytes = Buffer.byteLength(path)
  if (bytes <= longest) return
  throw new Problem(
    'file-unwritable',
    `The way to the store is too long for a database: ${bytes} bytes, at most ${longest}. It is ${path}.`,
    { hints: ['Choose a shorter one:', 'claude-telemetry --home ~/claude-telemetry init'] },
  )
}

/** More than there will ever be: such a number is damage, and no newer program. */
const mostSchemas = 9999

/** Through a connection that cannot write: what is damaged is kept as it was found. */
export function damageOf(path: string, thoroughly: boolean): string | null {
  let db: Database | null = null
  try {
    db = openDatabase(path, { readOnly: true })
    if (versionOf(db) < 0 || versionOf(db) > mostSchemas) return 'its version makes no sense'
    // A newer one may hold what we do not understand: migrating says so.
    if (versionOf(db) > steps.length) return null
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    if (versionOf(db) === 0 && tables.length > 0) return 'it holds tables of another program'
    if (versionOf(db) > 0 && tables.length === 0) return 'its tables are gone'
    return thoroughly ? failedCheck(db) : null
  } catch (cause) {
    if (!isDamage(cause)) throw cause
    return cause instanceof Error ? cause.message : String(cause)
  } finally {
    db?.close()
  }
}

function failedCheck(db: Database): string | null {
  const [first] = db.prepare('PRAGMA quick_check(1)').all()
  const said = String(Object.values(first ?? {})[0])
  return said === 'ok' ? null : said
}

/** Its content is corrupt, or it is no database at all. */
export function isDamage(cause: unknown): boolean {
  const code = faultCode(cause)
  return code === 11 || code === 26
}

function prepare(db: Database, path: string): void {
  // Only a file without tables can be made so.
  if (versionOf(db) === 0) db.exec('PRAGMA auto_vacuum = INCREMENTAL')
  const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode']
  if (mode !== 'wal') {
    throw new Problem('file-unwritable', `The folder of ${path} cannot hold a database safely.`, {
      hints: ['Choose a folder on a disk of this machine: claude-telemetry --home DIR …'],
    })
  }
  // FAST: what is deleted is overwritten wherever that costs no page of its own; `forget` overwrites all.
  db.exec(`PRAGMA secure_delete = FAST; PRAGMA synchronous = FULL; PRAGMA checkpoint_fullfsync = 1; PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864`)
}
