// `disconnect`: takes our variables out of the files of others, to the byte; never asks.
import { type Call, type Verb, switchOption, textOption } from '../call.ts'
import { refuseForeignHome } from '../placing/home.ts'
import type { Change, Kind } from '../placing/placement.ts'
import { describeWithdrawal } from '../placing/withdraw.ts'
import { changeLines } from '../plan/changes.ts'
import { withLock } from '../state/lock.ts'
import { planWithdrawals, withdrawAll } from '../making/placements.ts'
import { readReceipt } from '../state/receipt.ts'
import type { Answer } from '../talk.ts'

export const disconnect: Verb = async (call) => {
  const only = textOption(call, 'to') as Kind | null
  const receipt = await readReceipt(call.places)
  if (receipt === null || receipt.placements.length === 0) return answer([], true)
  if (switchOption(call, 'dryRun')) return preview(call, only)
  // The receipt would become root's, and its owner could not read it any more.
  await refuseForeignHome(call.around)
  const { changes, undone } = await withLock(call.places.state, call.signal, () =>
    withdrawAll(call.places, call.around, only),
  )
  return answer(changes, undone)
}

async function preview({ places, around }: Call, only: Kind | null): Promise<Answer> {
  const planned = await planWithdrawals(places, around, only)
  return {
    data: { changes: planned.map(({ change }) => change) },
    text: planned.map(describeWithdrawal).join('\n'),
  }
}

function answer(changes: readonly Change[], undone: boolean): Answer {
  return {
    data: { changes },
    text: changes.length === 0 ? 'Nothing of ours is connected.' : changeLines(changes),
    outcome: undone ? 'done' : 'failed',
    after:
      changes.length === 0
        ? []
        : ['Claude Code sessions that are open now keep sending until they end.'],
  }
}
