// `uninstall`: walks the receipt backwards, then removes what is ours, and names what stays.
import { type Call, type Verb, switchOption } from '../call.ts'
import { markFile } from '../embedded/life/mark.ts'
import { Problem } from '../errors.ts'
import { refuseForeignHome } from '../placing/home.ts'
import type { Change } from '../placing/placement.ts'
import { changeLines } from '../plan/changes.ts'
import { collected } from '../state/own-things.ts'
import { ownFoldersPresent, ownThingsPresent, removeOwn } from '../state/folders.ts'
import { withLock } from '../state/lock.ts'
import { stopEngine } from '../making/engine.ts'
import { loginWithdrawal, withdrawLogin } from '../making/login.ts'
import { planWithdrawals, withdrawAll } from '../making/placements.ts'
import type { Answer } from '../talk.ts'
import { standing } from '../world/files.ts'
import type { Places } from '../world/places.ts'

export const uninstall: Verb = async (call) => {
  const keepData = switchOption(call, 'keepData')
  const planned = await preview(call, keepData)
  if (planned.every(({ action }) => action === 'left')) return answer(planned, true)
  if (switchOption(call, 'dryRun'))
    return { data: { changes: planned }, text: changeLines(planned) }
  await refuseForeignHome(call.around)
  if (!keepData) await agree(call, planned)
  return withoutLockLeft(call, () => leave(call, keepData))
}

async function leave(call: Call, keepData: boolean): Promise<Answer> {
  const { places, around, stack, signal } = call
  // First what would start it again, then what runs.
  await stopEngine({ places, around, stack, signal })
  const login = await withdrawLogin(places, around)
  const { changes, undone } = await withdrawAll(places, around, null)
  const all = [...login.changes, ...changes]
  // Without a whole undo the receipt is all that is left to undo the rest by.
  if (!undone || !login.undone) return answer(all, false)
  return answer([...all, ...(await removed(call, keepData))], true)
}

async function preview({ places, around }: Call, keepData: boolean): Promise<Change[]> {
  const undo = [
    ...(await loginWithdrawal(places, around)),
    ...(await planWithdrawals(places, around, null)).map(({ change }) => change),
  ]
  const undone = undo.filter(({ action }) => action === 'removed').map(({ path }) => path)
  const kept = await keptOf(places, keepData)
  const things = await ownThingsPresent(places, undone, kept.length > 0)
  const own = [...things, ...(await ownFoldersPresent(places, [...undone, ...things]))]
  // What the running engine has left goes with it.
  const named = own.filter((path) => path !== markFile(places))
  return [...undo, ...named.map((path) => goneOf(path, places)), ...kept]
}

function goneOf(path: string, places: Places): Change {
  const reason = path === collected(places) ? 'all that was collected' : null
  return { path, action: 'removed', reason }
}

async function keptOf(places: Places, keepData: boolean): Promise<Change[]> {
  const path = collected(places)
  if (!keepData || (await standing(path)) === null) return []
  return [{ path, action: 'left', reason: 'what was collected; init finds it again' }]
}

async function agree({ talk }: Call, planned: readonly Change[]): Promise<void> {
  if (talk.yes) return
  if (!talk.canAsk) {
    throw new Problem(
      'answer-needed',
      'This would remove everything of ours, what was collected too (--keep-data would keep it), and nobody can be asked here. Nothing was changed.',
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

async function removed({ places }: Call, keepData: boolean): Promise<Change[]> {
  const kept = await keptOf(places, keepData)
  const { removed: gone, left } = await removeOwn(places, keepData)
  return [
    ...gone.map((path) => goneOf(path, places)),
    ...left.map((path): Change => ({
      path,
      action: 'left',
      reason: 'something in it is not ours, or belongs to another stack',
    })),
    ...kept,
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
