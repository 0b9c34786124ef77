// The door to folders: what lies in one, without opening it.
import { readdir } from 'node:fs/promises'
import { codeOf, fault } from './files.ts'

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
