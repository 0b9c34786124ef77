// A proposal made real, in the order that survives a crash: backup, receipt, folders, file.
import { dirname, join } from 'node:path'
import { Problem } from '../errors.ts'
import {
  makeFolders,
  privateFile,
  privateFolder,
  readBytes,
  removeEmptyFolder,
  removeFile,
  sha256,
  standing,
  writeWhole,
} from '../world/files.ts'
import type { Placement } from './placement.ts'
import { isUnchanged, type Proposal } from './proposal.ts'

/** Stores the placement in the receipt; it is called before the foreign file changes. */
export type Remember = (placement: Placement) => Promise<void>

/** Null when nothing of ours is in the file, because everything already stood there. */
export async function apply(
  proposal: Proposal,
  backupFolder: string,
  remember: Remember,
): Promise<Placement | null> {
  if (isUnchanged(proposal)) return proposal.earlier
  const { found, next, mode, folderMode, earlier } = proposal
  await refuseChanged(proposal)
  const placement = placementOf(proposal, backupFolder)
  if (placement.before !== null && proposal.baseline !== null)
    await backUp(placement.before.copy, proposal.baseline)
  await remember(placement)
  const made = await makeFolders(dirname(found.target), folderMode)
  try {
    await writeWhole(found.target, next, {
      mode,
      ...(found.owner === null ? {} : { owner: found.owner }),
    })
  } catch (problem) {
    for (const folder of made.toReversed()) await removeEmptyFolder(folder)
    throw problem
  }
  const old = earlier?.before?.copy
  if (old !== undefined && old !== placement.before?.copy) await removeFile(old)
  return placement
}

async function refuseChanged({ found }: Proposal): Promise<void> {
  const now = await readBytes(found.target)
  if ((now === null ? null : sha256(now)) === found.sha256) return
  throw new Problem(
    'changed-meanwhile',
    `${found.target} was changed by somebody else just now. Nothing was changed by us.`,
    {
      hints: ['Run the same command again to see the change against the new text.'],
    },
  )
}

async function backUp(copy: string, bytes: Buffer): Promise<void> {
  await makeFolders(dirname(copy), privateFolder)
  if ((await standing(copy)) === null) await writeWhole(copy, bytes, { mode: privateFile })
}

function placementOf(proposal: Proposal, backupFolder: string): Placement {
  const { kind, extent, shell, found, baseline, next, mode, createdEnv, changes, earlier } =
    proposal
  const hash = baseline === null ? null : sha256(baseline)
  // Where and what it was is in the name: two files never share a copy, and a second run never overwrites one.
  const copy = (of: string): string =>
    join(backupFolder, `${kind}-${sha256(found.target).slice(0, 8)}-${of.slice(0, 16)}`)
  const before =
    hash === null
      ? null
      : { sha256: hash, mode: earlier?.before?.mode ?? found.mode ?? mode, copy: copy(hash) }
  return {
    kind,
    extent,
    shell,
    path: found.path,
    target: found.target,
    createdFile: before === null,
    createdFolders: [...new Set([...(earlier?.createdFolders ?? []), ...found.missing])],
    before,
    after: { sha256: sha256(next), mode },
    replaced: found.sha256,
    createdEnv,
    changes,
  }
}
