// The file behind a path before it is edited: what it holds, and whether it may be written at all.
import { dirname } from 'node:path'
import { Problem, asWord } from '../errors.ts'
import {
  brokenLink,
  isWritable,
  missingFolders,
  readBytes,
  realTarget,
  sha256,
  standing,
} from '../world/files.ts'
import type { Surroundings } from '../world/surroundings.ts'

export interface Target {
  readonly path: string
  readonly target: string
  readonly bytes: Buffer | null
  readonly sha256: string | null
  readonly mode: number | null
  readonly owner: { readonly uid: number; readonly gid: number } | null
  /** Folders that have to be made first, outermost first. */
  readonly missing: readonly string[]
}

export async function look(path: string, around: Surroundings): Promise<Target> {
  const broken = await brokenLink(path)
  if (broken !== null) throw deadEnd(path, broken)
  const target = await realTarget(path)
  const found = await standing(target)
  if (found !== null && !found.isFile) throw notAFile(target)
  const bytes = found === null ? null : await readBytes(target)
  const mode = found === null ? null : found.mode
  // A new file of root belongs to whom its folder belongs, as if the owner had made it; anybody else's is their own.
  const owner = found ?? (around.uid === 0 ? await standing(dirname(target)) : null)
  return {
    path,
    target,
    bytes,
    sha256: bytes === null ? null : sha256(bytes),
    mode,
    owner: owner === null ? null : { uid: owner.uid, gid: owner.gid },
    missing: found === null ? await missingFolders(dirname(target)) : [],
  }
}

/** Asked before anything is shown or written, so that a refusal leaves no trace. */
export async function refuseUnwritable(found: Target, around: Surroundings): Promise<void> {
  const { target, bytes, owner, missing } = found
  const folder = missing[0] === undefined ? dirname(target) : dirname(missing[0])
  if (!(await isWritable(folder)))
    throw unwritable(
      target,
      `the folder ${folder} cannot be written`,
      `chmod u+w ${asWord(folder)}`,
    )
  if (bytes === null) return
  if (!(await isWritable(target)))
    throw unwritable(target, 'it is read-only', `chmod u+w ${asWord(target)}`)
  // Writing it anew would make it ours; only root can give it back.
  const isForeign =
    around.uid !== null && around.uid !== 0 && owner !== null && owner.uid !== around.uid
  if (isForeign) throw unwritable(target, 'it belongs to another user', `ls -ld ${asWord(target)}`)
}

function unwritable(target: string, why: string, hint: string): Problem {
  return new Problem('file-unwritable', `Cannot write ${target}: ${why}. Nothing was changed.`, {
    hints: [hint],
  })
}

function deadEnd(path: string, link: string): Problem {
  return new Problem(
    'file-unwritable',
    `Cannot write ${path}: ${link} is a link that leads nowhere. Nothing was changed.`,
    {
      hints: [
        'Create what it points to, or remove the link, then run the same command again.',
        `ls -l ${asWord(link)}`,
      ],
    },
  )
}

function notAFile(target: string): Problem {
  return new Problem(
    'file-unwritable',
    `Cannot write ${target}: it is not a plain file. Nothing was changed.`,
    {
      hints: [`ls -ld ${asWord(target)}`],
    },
  )
}
