// A placement undone: planned first, so that it can be shown, and never fatal for the next one.
import { dirname } from 'node:path'
import { Problem } from '../errors.ts'
import { readBytes, removeEmptyFolder, removeFile, removeTemporaries, sha256, standing, writeWhole } from '../world/files.ts'
import { type Baseline, baselineOf } from './baseline.ts'
import type { Change, Kept, Placement } from './placement.ts'
import { look, refuseUnwritable, type Target } from './target.ts'
import type { Surroundings } from '../world/surroundings.ts'
import type { LeftVariable } from '../env/claude-settings-undo.ts'

export interface Withdrawal {
  readonly placement: Placement
  readonly change: Change
  /** False when it could not be undone and belongs in the receipt still. */
  readonly done: boolean
  readonly left: readonly LeftVariable[]
  /** What to write; null for nothing. Bytes null: delete the file. */
  readonly write: { readonly found: Target; readonly bytes: Buffer | null; readonly mode: number } | null
}

export type Withdrawn = Pick<Withdrawal, 'change' | 'done'>

export async function planWithdrawal(placement: Placement, around: Surroundings): Promise<Withdrawal> {
  try {
    const found = await look(await placeOf(placement), around)
    if (found.bytes === null) return still(placement, 'unchanged', placement.createdFile ? 'already gone' : 'deleted since, nothing of ours is left')
    const base = await baselineOf(placement, found.bytes)
    if (base.bytes?.equals(found.bytes) === true) return untouched(placement, base)
    await refuseUnwritable(found, around)
    return toWrite(placement, found, base)
  } catch (problem) {
    return failed(placement, problem)
  }
}

/** The file we wrote; when that is gone, whatever the path leads to now. */
async function placeOf({ path, target }: Placement): Promise<string> {
  return (await standing(target)) === null ? path : target
}

function toWrite(placement: Placement, found: Target, base: Baseline): Withdrawal {
  const { before, after } = placement
  // A mode that is not the one we left is the user's own wish.
  const mode = found.mode === after.mode && before !== null ? before.mode : (found.mode ?? after.mode)
  const action = base.bytes === null ? 'removed' : 'changed'
  const reason = base.exact ? (base.bytes === null ? null : 'restored to the byte') : `our part taken out${namesLeft(base)}`
  const change: Change = { path: placement.path, action, reason }
  return { placement, change, done: true, left: base.left, write: { found, bytes: base.bytes, mode } }
}

function untouched(placement: Placement, base: Baseline): Withdrawal {
  if (base.left.length === 0) return still(placement, 'unchanged', 'nothing of ours is in it')
  return { ...still(placement, 'left', namesLeft(base).replace(/^; /, '')), left: base.left }
}

function namesLeft({ left }: Baseline): string {
  if (left.length === 0) return ''
  const names = left.map(({ name, held }) => (held === null ? name : `${name} (now ${held})`))
  return `; changed since and left as it is: ${names.join(', ')}`
}

const still = (placement: Placement, action: Change['action'], reason: string): Withdrawal => ({
  placement,
  change: { path: placement.path, action, reason },
  done: true,
  left: [],
  write: null,
})

function failed(placement: Placement, problem: unknown): Withdrawal {
  if (!(problem instanceof Problem)) throw problem
  return { ...still(placement, 'left', problem.message), done: false }
}

/** Lines of what would be undone, for --dry-run; secrets are masked because the receipt never held them. */
export function describeWithdrawal({ placement, change, left, write }: Withdrawal): string {
  const head = change.reason === null ? `${change.path}: ${change.action}` : `${change.path}: ${change.action} (${change.reason})`
  if (write === null || write.bytes === null) return head
  const text = (one: Kept): string => ('text' in one ? one.text : '••••••')
  const stays = new Set(left.map((one) => one.name))
  const lines = placement.changes.filter(({ name }) => !stays.has(name)).flatMap(({ name, before, after }) => [
    ...(after === null ? [] : [`- ${name}=${text(after)}`]),
    ...(before === null ? [] : [`+ ${name}=${text(before)}`]),
  ])
  return [head, ...lines].join('\n')
}

export async function carryOut(withdrawal: Withdrawal): Promise<Withdrawn> {
  const { placement, change, done, write } = withdrawal
  if (!done) return { change, done }
  try {
    await removeTemporaries(dirname(placement.target))
    if (write !== null) await written(write)
    if (await isGone(placement)) for (const folder of placement.createdFolders.toReversed()) await removeEmptyFolder(folder)
    if (placement.before !== null && change.action !== 'left') await removeFile(placement.before.copy)
    return { change, done }
  } catch (problem) {
    return failed(placement, problem)
  }
}

async function written({ found, bytes, mode }: NonNullable<Withdrawal['write']>): Promise<void> {
  const now = await readBytes(found.target)
  if (now === null || sha256(now) !== found.sha256) {
    throw new Problem('changed-meanwhile', 'It was changed by somebody else just now: run the same command again.')
  }
  if (bytes === null) return removeFile(found.target)
  await writeWhole(found.target, bytes, { mode, ...(found.owner === null ? {} : { owner: found.owner }) })
}

const isGone = async ({ target }: Placement): Promise<boolean> => (await standing(target)) === null

export async function withdraw(placement: Placement, around: Surroundings): Promise<Withdrawn> {
  return carryOut(await planWithdrawal(placement, around))
}
