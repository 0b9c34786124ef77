// Links of ours in folders of others: made where nothing stands, taken away only while they still lead where we led them.
import { readlink, symlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, fault } from './fault.ts'
import { makeFolders, removeEmptyFolder, removeFile } from './files.ts'

/** Null when it is no link, or nothing. */
export async function leadsTo(path: string): Promise<string | null> {
  return readlink(path).catch(() => null)
}

export async function makeLink(path: string, to: string): Promise<void> {
  await makeFolders(dirname(path), null)
  try {
    await symlink(to, path)
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST' && (await leadsTo(path)) === to) return
    throw fault('write', path, cause)
  }
}

/** True when it was ours and is gone; folders that we made for it go with it when they are empty. */
export async function removeLink(
  path: string,
  to: string,
  folders: readonly string[],
): Promise<boolean> {
  if ((await leadsTo(path)) !== to) return false
  await removeFile(path)
  for (const folder of folders.toReversed()) await removeEmptyFolder(folder)
  return true
}
