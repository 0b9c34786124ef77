// A placement undone: planned first, so that it can be shown, and never fatal for the next one.
import { dirname } from 'node:path'
import { Problem } from '../errors.ts'
import {
  readBytes,
  realTarget,
  removeEmptyFolder,
  removeFile,
  removeTemporaries,
  sha256,
  standing,
  writeWhole,
} from '../world/files.ts'
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
  readonly writes: readonly Write[]
}

interface Write {
  readonly found: Target
  /** Null: delete the file. */
  readonly bytes: Buffer | null
  readonly mode: number
}

export type Withdrawn = Pick<Withdrawal, 'change' | 'done'>

export async function planWithdrawal(
  placement: Placement,
  around: Surroundings,
): Promise<Withdrawal> {
  try {
    const [first, second] = await filesOf(placement)
    if (first === undefined) return gone(placement)
    const undone = await planFile(placement, first, around)
    return second === undefined
      ? undone
      : joined(undone, await planFile(placement, second, around), second)
  } catch (problem) {
    return failed(placement, problem)
  }
}

/**
 * What the path leads to now, and the file that we wrote: two, where somebody has put a copy in the place of a link.
 * Both may hold what is ours then.
 */
async function filesOf({ path, target }: Placement): Promise<string[]> {
  const files = new Set([await realTarget(path), target])
  const there = await Promise.all([...files].map((file) => standing(file)))
  return [...files].filter((_, index) => there[index] !== null)
}

async function planFile(
  placement: Placement,
  file: string,
  around: Surroundings,
): Promise<Withdrawal> {
  try {
    const found = await look(file, around)
    if (found.bytes === null) return gone(placement)
    const base = await baselineOf(placement, found.bytes)
    if (base.bytes?.equals(found.bytes) === true) return untouched(placement, base)
    await refuseUnwritable(found, around)
    return toWrite(placement, found, base)
  } catch (problem) {
    return failed(placement, problem)
  }
}

function joined(one: Withdrawal, other: Withdrawal, file: string): Withdrawal {
  const { path, action, reason } = one.change
  const also = `${file}: ${other.change.action}${other.change.reason === null ? '' : ` (${other.change.reason})`}`
  return {
    placement: one.placement,
    change: {
      path,
      action: action === 'unchanged' ? other.change.action : action,
      reason: reason === null ? also : `${reason}; ${also}`,
    },
    done: one.done && other.done,
    left: [...one.left, ...other.left],
    writes: [...one.writes, ...other.writes],
  }
}

const gone = (placement: Placement): Withdrawal =>
  still(
    placement,
    'unchanged',
    placement.createdFile ? 'already gone' : 'deleted since, nothing of ours is left',
  )

function toWrite(placement: Placement, found: Target, base: Baseline): Withdrawal {
  const { before, after } = placement
  // A mode that is not the one we left is the user's own wish.
  const mode =
    found.mode === after.mode && before !== null ? before.mode : (found.mode ?? after.mode)
  const action = base.bytes === null ? 'removed' : 'changed'
  const reason = base.exact
    ? base.bytes === null
      ? null
      : 'restored to the byte'
    : `our part taken out${namesLeft(base)}`
  const change: Change = { path: placement.path, action, reason }
  return {
    placement,
    change,
    done: true,
    left: base.left,
    writes: [{ found, bytes: base.bytes, mode }],
  }
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
  writes: [],
})

function failed(placement: Placement, problem: unknown): Withdrawal {
  if (!(problem instanceof Problem)) throw problem
  return { ...still(placement, 'left', problem.message), done: false }
}

/** Lines of what would be undone, for --dry-run; secrets are masked because the receipt never held them. */
export function describeWithdrawal({ placement, change, left, writes }: Withdrawal): string {
  const head =
    change.reason === null
      ? `${change.path}: ${change.action}`
      : `${change.path}: ${change.action} (${change.reason})`
  if (writes.every(({ bytes }) => bytes === null)) return head
  const text = (one: Kept): string => ('text' in one ? one.text : '••••••')
  const stays = new Set(left.map((one) => one.name))
  const lines = placement.changes
    .filter(({ name }) => !stays.has(name))
    .flatMap(({ name, before, after }) => [
      ...(after === null ? [] : [`- ${name}=${text(after)}`]),
      ...(before === null ? [] : [`+ ${name}=${text(before)}`]),
    ])
  return [head, ...lines].join('\n')
}

export async function carryOut(withdrawal: Withdrawal): Promise<Withdrawn> {
  const { placement, change, done, writes } = withdrawal
  try {
    await removeTemporaries(dirname(placement.target))
    for (const write of writes) await written(write)
    if (await isGone(placement))
      for (const folder of placement.createdFolders.toReversed()) await removeEmptyFolder(folder)
    if (done && placement.before !== null && change.action !== 'left')
      await removeFile(placement.before.copy)
    return { change, done }
  } catch (problem) {
    return failed(placement, problem)
  }
}

async function written({ found, bytes, mode }: Write): Promise<void> {
  const now = await readBytes(found.target)
  if (now === null || sha256(now) !== found.sha256) {
    throw new Problem(
      'changed-meanwhile',
      'It was changed by somebody else just now: run the same command again.',
    )
  }
  if (bytes === null) return removeFile(found.target)
  await writeWhole(found.target, bytes, {
    mode,
    ...(found.owner === null ? {} : { owner: found.owner }),
  })
}

const isGone = async ({ target }: Placement): Promise<boolean> => (await standing(target)) === null

export async function withdraw(placement: Placement, around: Surroundings): Promise<Withdrawn> {
  return carryOut(await planWithdrawal(placement, around))
}
