// Folders that are missing, made with a first file in them by one rename: a crash leaves all of it or none.
import { rename } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Problem } from '../errors.ts'
import { codeOf, fault } from './fault.ts'
import {
  isTemporary,
  makeFolders,
  missingFolders,
  privateFile,
  privateFolder,
  removeTree,
  temporaryName,
  writeWhole,
} from './files.ts'
import { namesIn } from './folders.ts'

/** False when `folder` stands already, or another run was faster. */
export async function plant(
  folder: string,
  name: string,
  text: string,
  attempts = 3,
): Promise<boolean> {
  const [outermost] = await missingFolders(folder)
  if (outermost === undefined) return false
  const draft = join(dirname(outermost), temporaryName())
  try {
    const inner = join(draft, relative(outermost, folder))
    await makeFolders(inner, privateFolder)
    await writeWhole(join(inner, name), text, { mode: privateFile })
    await rename(draft, outermost)
    return true
  } catch (cause) {
    await removeTree(draft)
    const system = cause instanceof Problem ? cause.cause : cause
    if (['ENOTEMPTY', 'EEXIST'].includes(codeOf(system) ?? '')) return false
    // An uninstall beside us took the draft for one of a killed run.
    if (codeOf(system) === 'ENOENT' && attempts > 1) return plant(folder, name, text, attempts - 1)
    throw fault('write', outermost, system)
  }
}

/** The way back: out of sight by one rename, then removed. */
export async function uproot(folder: string): Promise<void> {
  const draft = join(dirname(folder), temporaryName())
  try {
    await rename(folder, draft)
  } catch (cause) {
    throw fault('write', folder, cause)
  }
  await removeTree(draft)
}

/** What runs that were killed meanwhile left on the way to this folder, and in it. */
export async function draftsOn(folder: string): Promise<string[]> {
  const found: string[] = []
  for (let at = folder; ; at = dirname(at)) {
    // Folders of others may be closed to us: then nothing of ours is in them.
    const names = await namesIn(at).catch((): string[] => [])
    found.push(...names.filter(isTemporary).map((name) => join(at, name)))
    if (dirname(at) === at) return found
  }
}
