// A whole copy of the store at one moment, made by a thread of its own while the writer goes on.
import { Problem } from '../../errors.ts'
import { makePrivate, standingFile } from '../../world/database-files.ts'
import { spaceAt } from '../../world/disk.ts'
import { removeFile } from '../../world/files.ts'
import { within } from '../../world/limit.ts'
import { startThread } from '../../world/thread.ts'

/** A copy of a gigabyte takes seconds; after so long something is wrong. */
const limit = 30 * 60_000
const reserve = 100 * 1024 * 1024

/** Into a new private file; what is half goes again. Answers its size. */
export async function copyStore(path: string, to: string): Promise<number> {
  await refuseWithoutRoom(path, to)
  if ((await standingFile(to)) !== null)
    throw new Problem('file-unwritable', `${to} is there already.`, { hints: [`ls -l '${to}'`] })
  await makePrivate(to)
  const thread = startThread('store-reader', { path })
  try {
    if (
      (await within(
        limit,
        thread.ask({ copyTo: to }).then(() => true),
      )) === null
    )
      throw new Problem('unhealthy', 'The copy of the store took too long, and was given up.')
    return (await standingFile(to))?.size ?? 0
  } catch (cause) {
    await thread.stop()
    await removeFile(to)
    throw cause
  } finally {
    await thread.stop()
  }
}

async function refuseWithoutRoom(path: string, to: string): Promise<void> {
  const [file, log] = await Promise.all([standingFile(path), standingFile(`${path}-wal`)])
  await refuseTooLarge(to, (file?.size ?? 0) + (log?.size ?? 0))
}

/** A disk that the copy fills would stop the store itself. */
export async function refuseTooLarge(to: string, needed: number): Promise<void> {
  const space = await spaceAt(to)
  if (space === null || space.free >= needed + Math.min(reserve, space.total / 10)) return
  throw new Problem('disk-full', `No room left on the disk for a copy of the store at ${to}.`, {
    hints: ['Choose a place on another disk, or free some space.', `df -h '${space.at}'`],
  })
}
