// `uninstall`: walks the receipt backwards, then removes what is ours, and names what stays.
import { type Call, type Verb, switchOption } from '../call.ts'
import { Problem } from '../errors.ts'
import { refuseForeignHome } from '../placing/home.ts'
import type { Change } from '../placing/placement.ts'
import { changeLines } from '../plan/changes.ts'
import { ownFoldersPresent, ownThingsPresent, removeOwn } from '../state/folders.ts'
import { withLock } from '../state/lock.ts'
import { stopEngine } from '../making/engine.ts'
import { planWithdrawals, withdrawAll } from '../making/placements.ts'
import type { Answer } from '../talk.ts'
import { standing } from '../world/files.ts'

export const uninstall: Verb = async (call) => {
  const keepData = switchOption(call, 'keepData')
  const planned = await preview(call, keepData)
  if (planned.length === 0) return answer([], true)
  if (switchOption(call, 'dryRun'))
    return { data: { changes: planned }, text: changeLines(planned) }
  await refuseForeignHome(call.around)
  if (!keepData) await agree(call, planned)
  return withoutLockLeft(call, async () => {
    await stopEngine({
      places: call.places,
      around: call.around,
      stack: call.stack,
      signal: call.signal,
    })
    const { changes, undone } = await withdrawAll(call.places, call.around, null)
    // Without a whole undo the receipt is all that is left to undo the rest by.
    if (keepData || !undone) return answer(changes, undone)
    return answer([...changes, ...(await removed(call))], true)
  })
}

async function preview({ places, around }: Call, keepData: boolean): Promise<Change[]> {
  const undo = (await planWithdrawals(places, around, null)).map(({ change }) => change)
  if (keepData) return undo
  const undone = undo.filter(({ action }) => action === 'removed').map(({ path }) => path)
  const things = await ownThingsPresent(places, undone)
  const own = [...things, ...(await ownFoldersPresent(places, [...undone, ...things]))]
  return [...undo, ...own.map((path): Change => ({ path, action: 'removed', reason: null }))]
}

async function agree({ talk }: Call, planned: readonly Change[]): Promise<void> {
  if (talk.yes) return
  if (!talk.canAsk) {
    throw new Problem(
      'answer-needed',
      'This would remove everything of ours, and nobody can be asked here. Nothing was changed.',
      {
        hints: ['claude-telemetry uninstall --dry-run', 'claude-telemetry uninstall --yes'],
      },
    )
  }
  talk.say(changeLines(planned))
  if (!(await talk.confirm('Undo and remove all this?', false))) {
    throw new Problem('cancelled', 'Cancelled, nothing was changed.')
  }
}

/** The lock lies in a folder that goes: it can only be held where the folder is. */
async function withoutLockLeft(call: Call, work: () => Promise<Answer>): Promise<Answer> {
  if ((await standing(call.places.state)) === null) return work()
  return withLock(call.places.state, call.signal, work)
}

async function removed({ places }: Call): Promise<Change[]> {
  const { removed: gone, left } = await removeOwn(places)
  return [
    ...gone.map((path): Change => ({ path, action: 'removed', reason: null })),
    ...left.map((path): Change => ({
      path,
      action: 'left',
      reason: 'something in it is not ours',
    })),
  ]
}

function answer(changes: readonly Change[], undone: boolean): Answer {
  return {
    data: { changes },
    text:
      changes.length === 0 ? 'Nothing is set up here; nothing was changed.' : changeLines(changes),
    outcome: undone ? 'done' : 'failed',
    after:
      changes.length === 0
        ? []
        : ['Claude Code sessions that are open now keep sending until they end.'],
  }
}
