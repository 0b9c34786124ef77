// Edits made and undone with the receipt kept true around each one, so that a crash at any moment can be completed.
import { join } from 'node:path'
import { apply } from '../placing/apply.ts'
import { type Change, type Kind, type Placement, remembered } from '../placing/placement.ts'
import { type Proposal, drawn } from '../placing/proposal.ts'
import { type Withdrawal, carryOut, planWithdrawal } from '../placing/withdraw.ts'
import type { Places } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { type Receipt, readReceipt, writeReceipt } from '../state/receipt.ts'
import { notSetUp } from '../state/settle.ts'

export async function placeAll(places: Places, proposals: readonly Proposal[]): Promise<Change[]> {
  const changes: Change[] = []
  for (const proposal of proposals) {
    await apply(proposal, join(places.state, 'backups'), (placement) =>
      rewrite(places, (receipt, now) => ({
        placements: remembered(receipt.placements, placement),
        placed: now,
      })),
    )
    changes.push(drawn(proposal))
  }
  return changes
}

/** What undoing would do, newest first: edits of one file are taken off in the reverse order. */
export async function planWithdrawals(
  places: Places,
  around: Surroundings,
  only: Kind | null,
): Promise<Withdrawal[]> {
  const placements = (await readReceipt(places))?.placements ?? []
  const concerned = placements.filter(({ kind }) => only === null || kind === only).toReversed()
  return Promise.all(concerned.map((placement) => planWithdrawal(placement, around)))
}

/** One file that cannot be undone never keeps the others from it; it stays in the receipt. */
export async function withdrawAll(
  places: Places,
  around: Surroundings,
  only: Kind | null,
): Promise<{ readonly changes: readonly Change[]; readonly undone: boolean }> {
  const changes: Change[] = []
  let undone = true
  for (const { placement } of await planWithdrawals(places, around, only)) {
    // Looked at again: the edit before this one may have changed the same file.
    const { change, done } = await carryOut(await planWithdrawal(placement, around))
    changes.push(change)
    if (done)
      await rewrite(places, ({ placements }) => ({
        placements: placements.filter((one) => !isSame(one, placement)),
      }))
    else undone = false
  }
  return { changes, undone }
}

function isSame(one: Placement, other: Placement): boolean {
  return one.kind === other.kind && one.extent === other.extent && one.target === other.target
}

export async function rewrite(
  places: Places,
  change: (receipt: Receipt, now: string) => Partial<Receipt>,
): Promise<void> {
  const receipt = await readReceipt(places)
  if (receipt === null) throw notSetUp()
  const now = new Date().toISOString()
  await writeReceipt(places, { ...receipt, updated: now, ...change(receipt, now) })
}
