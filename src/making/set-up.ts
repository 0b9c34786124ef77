// Carries out what `init` planned, in an order that any later run can complete: wish, receipt, program, edits.
import type { StackConfig } from '../config/settings.ts'
import type { Change } from '../placing/placement.ts'
import type { Proposal } from '../placing/proposal.ts'
import type { Step } from '../talk.ts'
import { programVersion } from '../world/assets.ts'
import { readBytes } from '../world/files.ts'
import type { Places } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { makeOwnFolders } from '../state/folders.ts'
import { keepHeaders } from '../state/headers-file.ts'
import { type LoginWish, makeLogin } from './login.ts'
import { placeAll } from './placements.ts'
import { installProgram, removeFormerPrograms } from '../state/program.ts'
import { type Receipt, readReceipt, renewed, writeReceipt } from '../state/receipt.ts'
import { readStack, stackFile, writeStack } from '../state/stack-file.ts'

export interface SetUpWish {
  readonly places: Places
  readonly around: Surroundings
  readonly stack: string
  readonly engine: Receipt['engine']
  readonly saved: Partial<StackConfig>
  /** Headers that came from standard input and have to be kept. */
  readonly headersText: string | null
  /** Starts what the variables shall point to, anew where what runs is stale, and says so; null where nothing is ours. */
  readonly start: ((isStale: boolean) => Promise<string>) | null
  /** Planned while the lock is held, so that nothing changes between the plan and the deed. */
  readonly propose: () => Promise<readonly Proposal[]>
  readonly login: LoginWish['login']
  readonly replace: boolean
  readonly signal: AbortSignal
}

export async function* setUp(wish: SetUpWish): AsyncGenerator<Step, Change[]> {
  const { places, around, stack, signal } = wish
  const kept = await keepWish(wish)
  const changes: Change[] = [kept]
  await writeReceipt(
    places,
    renewed(await readReceipt(places), stack, wish.engine, await programVersion(), new Date()),
  )
  yield { id: 'wish', state: 'done', text: `Saved what you chose in ${stackFile(places)}` }
  signal.throwIfAborted()
  const { starter, isNew, name } = await installProgram(places, around, stack)
  yield {
    id: 'program',
    state: 'done',
    text: `Made a starter that works whatever the PATH: ${starter}`,
  }
  signal.throwIfAborted()
  const isStale = isNew || kept.action === 'changed'
  if (wish.start !== null) yield { id: 'engine', state: 'done', text: await wish.start(isStale) }
  await removeFormerPrograms(places, name)
  signal.throwIfAborted()
  for (const proposal of await wish.propose()) {
    const [change] = await placeAll(places, [proposal])
    if (change === undefined) continue
    changes.push(change)
    yield {
      id: `place-${change.path}`,
      state: 'done',
      text: `Connected Claude Code through ${change.path} (${change.action})`,
    }
  }
  for (const change of await makeLogin(wish)) {
    changes.push(change)
    yield { id: `login-${change.path}`, state: 'done', text: loginWords(change) }
  }
  return changes
}

function loginWords({ path, action, reason }: Change): string {
  return `Start at login: ${path} (${reason ?? action})`
}

/** The folders come first, and with them the list of those that were not there before. */
export async function prepare(places: Places): Promise<void> {
  await readStack(places)
  await readReceipt(places)
  await makeOwnFolders(places)
}

async function keepWish({ places, saved, headersText }: SetUpWish): Promise<Change> {
  const path = stackFile(places)
  const before = await readBytes(path)
  if (headersText !== null) await keepHeaders(headersText, places)
  await writeStack(places, saved)
  const after = await readBytes(path)
  const action =
    before === null ? 'created' : after?.equals(before) === true ? 'unchanged' : 'changed'
  return { path, action, reason: null }
}
