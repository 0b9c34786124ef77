// The door to the files of a database, from outside: only while nobody has it open. A second handle that is
// closed would let go of the locks of the first.
import { open, rename, stat } from 'node:fs/promises'
import { codeOf, fault } from './fault.ts'
import { privateFile } from './files.ts'

export interface Standing {
  readonly size: number
  readonly changed: number
}

export async function standingFile(path: string): Promise<Standing | null> {
  try {
    const { size, mtimeMs } = await stat(path)
    return { size, changed: mtimeMs }
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw fault('read', path, cause)
  }
}

/** What the database then makes beside it gets the same mode. */
export async function makePrivate(path: string): Promise<void> {
  try {
    const file = await open(path, 'a', privateFile)
    await file.close()
  } catch (cause) {
    throw fault('write', path, cause)
  }
}

/** The database and what belongs to it. */
export async function moveDatabase(from: string, to: string): Promise<void> {
  for (const end of ['', '-wal', '-shm']) {
    try {
      await rename(from + end, to + end)
    } catch (cause) {
      if (codeOf(cause) !== 'ENOENT') throw fault('write', to + end, cause)
    }
  }
}
