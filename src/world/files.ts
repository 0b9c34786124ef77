// The door to the disk: files are read whole, written whole or not at all, and faults are told by name.
import { createHash, randomBytes } from 'node:crypto'
import {
  access,
  chmod,
  constants,
  copyFile,
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
} from 'node:fs/promises'
import { basename, dirname, join, parse } from 'node:path'
import { codeOf, fault } from './fault.ts'

export const privateFile = 0o600
export const privateFolder = 0o700

/** Null when there is no such file; any other fault is a Problem. */
export async function readBytes(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return null
    throw fault('read', path, cause)
  }
}

export interface Standing {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly isFile: boolean
}

/** Follows links; null when nothing is there. */
export async function standing(path: string): Promise<Standing | null> {
  try {
    const found = await lstat(await realpath(path))
    const { mode, uid, gid, size } = found
    return { mode: mode & 0o7777, uid, gid, size, isFile: found.isFile() }
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return null
    throw fault('read', path, cause)
  }
}

/** Where a write has to go so that a link stays a link, in the file's own name and in every folder on the way. */
export async function realTarget(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    return dirname(path) === path ? path : join(await realTarget(dirname(path)), basename(path))
  }
}

/** The first part of the path that is a link leading nowhere (or to itself); null when there is none. */
export async function brokenLink(path: string): Promise<string | null> {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    const isLink = await lstat(at).then(
      (found) => found.isSymbolicLink(),
      () => false,
    )
    if (isLink && (await realpath(at).catch(() => null)) === null) return at
  }
  return null
}

/** What the system lets us do, not what the mode says: false where nothing is, too. */
export async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  )
}

/** The mode that a program gets which asks for none. */
export function usualMode(of: 'file' | 'folder'): number {
  return (of === 'file' ? 0o666 : 0o777) & ~process.umask()
}

export interface WriteWish {
  readonly mode: number
  /** Whom the file belongs to: kept when root edits a file of somebody else, and when a user's file has another group. */
  readonly owner?: { readonly uid: number; readonly gid: number }
}

export function temporaryName(): string {
  return `.${randomBytes(6).toString('hex')}.claude-telemetry.tmp`
}

export function isTemporary(name: string): boolean {
  return /^\.[0-9a-f]{12}\.claude-telemetry\.tmp$/.test(name)
}

/** What a run that was killed between writing and renaming left beside a file. */
export async function removeTemporaries(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => [])
  for (const name of names.filter(isTemporary)) {
    await rm(join(folder, name), { force: true }).catch(() => undefined)
  }
}

/** Temporary name in the same folder, fsync, rename: a reader sees the old bytes or the new, never half. */
export async function writeWhole(
  path: string,
  bytes: string | Uint8Array,
  wish: WriteWish,
): Promise<void> {
  const temporary = join(dirname(path), temporaryName())
  try {
    const file = await open(temporary, 'wx', wish.mode)
    try {
      await file.writeFile(bytes)
      await file.chmod(wish.mode)
      if (wish.owner !== undefined) await keepOwner(file, wish.owner)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw fault('write', path, cause)
  }
}

/** False when it is there already, whoever made it: then it is left as it is. Whole from its first moment. */
export async function makeOnce(path: string, text: string, mode: number): Promise<boolean> {
  if ((await standing(path)) !== null) return false
  const draft = join(dirname(path), temporaryName())
  await writeWhole(draft, text, { mode })
  try {
    // Disks without links: the copy is short, and nobody reads it before it was made once.
    await link(draft, path).catch((cause: unknown) =>
      codeOf(cause) === 'EEXIST'
        ? Promise.reject(cause)
        : copyFile(draft, path, constants.COPYFILE_EXCL),
    )
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false
    throw fault('write', path, cause)
  } finally {
    await rm(draft, { force: true })
  }
}

/** A group that cannot be kept is a fault: the group bits of the mode would open the file to another one. */
async function keepOwner(
  file: FileHandle,
  { uid, gid }: NonNullable<WriteWish['owner']>,
): Promise<void> {
  const fresh = await file.stat()
  if (process.platform !== 'win32' && (fresh.uid !== uid || fresh.gid !== gid))
    await file.chown(uid, gid)
}

/** Folders on the way that do not exist yet, outermost first. */
export async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = []
  for (let at = path; at !== parse(at).root && (await standing(at)) === null; at = dirname(at))
    missing.unshift(at)
  return missing
}

/**
 * Creates what is missing and answers which folders were made, outermost first, so that they can be taken away again.
 * Without a mode they get what the system gives, umask and inheritance included, as in a place of somebody else.
 */
export async function makeFolders(path: string, mode: number | null): Promise<string[]> {
  const missing = await missingFolders(path)
  for (const folder of missing) {
    try {
      await (mode === null ? mkdir(folder) : mkdir(folder, { mode }))
      if (mode !== null) await chmod(folder, mode)
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST') throw fault('write', folder, cause)
    }
  }
  return missing
}

/** True when the folder was empty and is gone now. */
export async function removeEmptyFolder(path: string): Promise<boolean> {
  try {
    await rmdir(path)
    return true
  } catch {
    return false
  }
}

export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true })
  } catch (cause) {
    throw fault('write', path, cause)
  }
}

export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true })
  } catch (cause) {
    throw fault('write', path, cause)
  }
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
