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
import { placeAll } from './placements.ts'
import { installProgram } from '../state/program.ts'
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
  /** Starts what the variables shall point to, and says what was started; null where nothing is ours. */
  readonly start: (() => Promise<string>) | null
  /** Planned while the lock is held, so that nothing changes between the plan and the deed. */
  readonly propose: () => Promise<readonly Proposal[]>
  readonly signal: AbortSignal
}

export async function* setUp(wish: SetUpWish): AsyncGenerator<Step, Change[]> {
  const { places, around, stack, signal } = wish
  const changes: Change[] = [await keepWish(wish)]
  await writeReceipt(
    places,
    renewed(await readReceipt(places), stack, wish.engine, await programVersion(), new Date()),
  )
  yield { id: 'wish', state: 'done', text: `Saved what you chose in ${stackFile(places)}` }
  signal.throwIfAborted()
  const starter = await installProgram(places, around, stack)
  yield {
    id: 'program',
    state: 'done',
    text: `Made a starter that works whatever the PATH: ${starter}`,
  }
  signal.throwIfAborted()
  if (wish.start !== null) yield { id: 'engine', state: 'done', text: await wish.start() }
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
  return changes
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
