// Puts a backup in the place of the store: looked over as a whole first, and what was there stays beside it.
import { join } from 'node:path'
import { storeFolder } from '../embedded/life/set-aside.ts'
import { keyFile } from '../embedded/privacy.ts'
import { damaged, type Opened, readBackup } from '../embedded/store/backup-file.ts'
import { damageOf, databaseFile } from '../embedded/store/open-file.ts'
import { own } from '../embedded/store/owner.ts'
import { unseal } from '../embedded/store/seal.ts'
import { moveDatabase, standingFile } from '../world/database-files.ts'
import {
  makeFolders,
  privateFile,
  privateFolder,
  readBytes,
  removeFile,
  removeTemporaries,
  temporaryName,
  writeWhole,
} from '../world/files.ts'
import type { Places } from '../world/places.ts'

/** A backup that may be put in place; `drop` takes the draft away, whether it was used or not. */
export interface Ready extends Opened {
  readonly draft: string
  drop(): Promise<void>
}

/** Reads all of it into the store's folder, and proves that it is whole: nothing is changed by this. */
export async function readyBackup(
  places: Places,
  from: string,
  signal: AbortSignal,
): Promise<Ready> {
  const folder = storeFolder(places)
  await makeFolders(folder, privateFolder)
  // Of a run that was killed.
  await removeTemporaries(folder)
  const draft = join(folder, temporaryName())
  const drop = async (): Promise<void> => {
    for (const end of ['', '-wal', '-shm', '-journal']) await removeFile(draft + end)
  }
  try {
    const opened = await readBackup(from, draft, signal)
    const fault = damageOf(draft, true)
    if (fault !== null) throw damaged(from, fault)
    return { ...opened, draft, drop }
  } catch (cause) {
    await drop()
    throw cause
  }
}

/** The engine must be stopped. Answers where the store as it was is now; null when there was none. */
export async function putInPlace(places: Places, { draft, key }: Ready): Promise<string | null> {
  const folder = storeFolder(places)
  const path = databaseFile(folder)
  const lock = own(folder)
  try {
    const stamp = new Date().toISOString().replaceAll(':', '')
    const aside = (await standingFile(path)) === null ? null : `${path}.before-restore-${stamp}`
    const oldKey = await readBytes(keyFile(places))
    await unseal(path)
    if (aside !== null) await moveDatabase(path, aside)
    try {
      if (key !== null) await writeWhole(keyFile(places), key, { mode: privateFile })
      await moveDatabase(draft, path)
    } catch (cause) {
      if (oldKey !== null) await writeWhole(keyFile(places), oldKey, { mode: privateFile })
      if (aside !== null) await moveDatabase(aside, path)
      throw cause
    }
    if (aside !== null && oldKey !== null && key !== null && !oldKey.equals(key))
      await writeWhole(`${aside}.identity.key`, oldKey, { mode: privateFile })
    return aside
  } finally {
    lock.close()
  }
}
