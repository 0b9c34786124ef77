// The door to the disk: files are read whole, written whole or not at all, and faults are told by name.
import { createHash, randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, open, readFile, realpath, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import { Problem } from '../errors.ts'

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
}

/** Follows links; null when nothing is there. */
export async function standing(path: string): Promise<Standing | null> {
  try {
    const { mode, uid, gid, size } = await lstat(await realpath(path))
    return { mode: mode & 0o7777, uid, gid, size }
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return null
    throw fault('read', path, cause)
  }
}

/** Where a write has to go so that a link stays a link; the path itself when it is none or does not exist. */
export async function realTarget(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    return path
  }
}

export interface WriteWish {
  readonly mode: number
  /** Owner to keep when root edits a file of somebody else. */
  readonly owner?: { readonly uid: number; readonly gid: number }
}

/** Temporary name in the same folder, fsync, rename: a reader sees the old bytes or the new, never half. */
export async function writeWhole(path: string, bytes: string | Uint8Array, wish: WriteWish): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.claude-telemetry.tmp`)
  try {
    const file = await open(temporary, 'wx', wish.mode)
    try {
      await file.writeFile(bytes)
      await file.chmod(wish.mode)
      if (wish.owner !== undefined && process.getuid?.() === 0) await file.chown(wish.owner.uid, wish.owner.gid)
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

/** Creates what is missing and answers which folders were made, outermost first, so that they can be taken away again. */
export async function makeFolders(path: string, mode: number): Promise<string[]> {
  const missing: string[] = []
  for (let at = path; at !== parse(at).root && (await standing(at)) === null; at = dirname(at)) missing.unshift(at)
  for (const folder of missing) {
    try {
      await mkdir(folder, { mode })
      await chmod(folder, mode)
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

export function codeOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
}

/** The system's own word for a fault, turned into a sentence and the next thing to type. */
export function fault(doing: 'read' | 'write', path: string, cause: unknown): Problem {
  const code = codeOf(cause)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Problem('disk-full', `No room left on the disk to write ${path}. Nothing was changed.`, {
      cause,
      hints: ['Free some space, then run the same command again.', `df -h '${dirname(path)}'`],
    })
  }
  const reason = reasons[code ?? ''] ?? (cause instanceof Error ? cause.message : String(cause))
  return new Problem(doing === 'read' ? 'file-unreadable' : 'file-unwritable', `Cannot ${doing} ${path}: ${reason}.`, {
    cause,
    hints: [`ls -ld '${dirname(path)}' '${path}'`],
  })
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ELOOP: 'a link that leads to itself',
  ENAMETOOLONG: 'the name is too long',
  EEXIST: 'something else is in its place',
}
