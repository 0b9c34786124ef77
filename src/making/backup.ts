// A backup of the store: asked of the engine while it runs, made by ourselves while nobody has the store open.
import { dirname, join } from 'node:path'
import { askEngine } from '../embedded/control/ask.ts'
import { contact } from '../embedded/life/contact.ts'
import { storeFolder } from '../embedded/life/set-aside.ts'
import { keyFile } from '../embedded/privacy.ts'
import { type Manifest, writeBackup } from '../embedded/store/backup-file.ts'
import { copyStore } from '../embedded/store/copy.ts'
import { versionOf } from '../embedded/store/migrate.ts'
import { databaseFile } from '../embedded/store/open-file.ts'
import { own } from '../embedded/store/owner.ts'
import { Problem } from '../errors.ts'
import { programVersion } from '../world/assets.ts'
import { openDatabase } from '../world/database.ts'
import { readBytes, removeFile, standing, temporaryName } from '../world/files.ts'
import type { Places } from '../world/places.ts'

/** As long as a copy may take, and a little more. */
const patience = 31 * 60_000

export interface BackupWish {
  readonly places: Places
  readonly stack: string
  readonly to: string
  readonly signal: AbortSignal
}

export interface Backup extends Manifest {
  /** Of the file that was written. */
  readonly size: number
}

export async function makeBackup({ places, stack, to, signal }: BackupWish): Promise<Backup> {
  if ((await standing(databaseFile(storeFolder(places)))) === null) throw nothingThere()
  const folder = await standing(dirname(to))
  if (folder === null || folder.isFile)
    throw new Problem('file-unwritable', `The folder of ${to} does not exist.`, {
      hints: [`mkdir -p '${dirname(to)}'`],
    })
  const copy = join(dirname(to), temporaryName())
  try {
    await copyTo(places, copy)
    signal.throwIfAborted()
    const about = { copy, schema: schemaOf(copy), version: await programVersion(), stack }
    const key = await readBytes(keyFile(places))
    const manifest = await writeBackup(to, { ...about, key }, signal)
    return { ...manifest, size: (await standing(to))?.size ?? 0 }
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) await removeFile(copy + end)
  }
}

async function copyTo(places: Places, copy: string): Promise<void> {
  const now = await contact(places)
  if (now.state === 'running')
    return void (await askEngine(now.mark, 'copy', { to: copy }, patience))
  // Nobody may begin to write, and nobody may be writing.
  const lock = own(storeFolder(places))
  try {
    await copyStore(databaseFile(storeFolder(places)), copy)
  } finally {
    lock.close()
  }
}

function schemaOf(copy: string): number {
  const db = openDatabase(copy, { readOnly: true })
  try {
    return versionOf(db)
  } finally {
    db.close()
  }
}

function nothingThere(): Problem {
  return new Problem('not-set-up', 'There is no store here yet, so there is nothing to back up.', {
    hints: ['claude-telemetry init --engine embedded'],
  })
}
