// The door to folders: what lies in one, without opening it.
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, fault } from './fault.ts'

/** Names in the folder, sorted by their bytes; empty when there is no such folder. */
export async function namesIn(path: string): Promise<string[]> {
  try {
    const names = await readdir(path)
    return names.sort((a, b) => (a < b ? -1 : 1))
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return []
    throw fault('read', path, cause)
  }
}

/** Bytes of all files below a folder, links not followed; what vanishes or is closed to us counts as nothing. */
export async function folderSize(path: string): Promise<number> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  const sizes = entries.map(async (entry) => {
    const at = join(path, entry.name)
    return entry.isDirectory()
      ? folderSize(at)
      : lstat(at).then(
          ({ size }) => size,
          () => 0,
        )
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
