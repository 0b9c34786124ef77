// Starts `serve` in the background and answers when it is ready, or why it is not, with its last words.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../../errors.ts'
import { sizeOf } from '../../world/append.ts'
import { type Started, startInBackground } from '../../world/background.ts'
import { makeFolders, privateFolder } from '../../world/files.ts'
import type { Places } from '../../world/places.ts'
import type { Environment } from '../../world/surroundings.ts'
import { type Contact, contact } from './contact.ts'
import { boundPrinted, logFile, printedFile } from './log.ts'
import { notStarted, refusedStart } from './last-words.ts'

export interface UpWish {
  readonly places: Places
  readonly stack: string
  readonly env: Environment
  /** Program and first arguments: our own copy, never a package runner's cache. */
  readonly program: readonly [string, ...string[]]
  readonly signal: AbortSignal
  readonly patience?: Patience
}

export interface Patience {
  /** Milliseconds without a word in its log: a large store takes its time, but says so. */
  readonly silent: number
  /** Milliseconds in all. */
  readonly whole: number
  /** From being asked to end until being made to. */
  readonly grace: number
}

type Running = Extract<Contact, { state: 'running' }>

const usual: Patience = { silent: 20_000, whole: 10 * 60_000, grace: 5_000 }
const pause = 50
/** So long it may take from answering to being ready; later it is a state of its own, and said. */
const settling = 1_000

/** Starting what runs already is no fault: it answers the one that runs. What did not start is not left half-running. */
export async function up(wish: UpWish): Promise<Running & { readonly fresh: boolean }> {
  const { places, stack } = wish
  const before = await whoRuns(wish)
  if (before !== null) return { ...before, fresh: false }
  await makeFolders(join(places.state, 'logs'), privateFolder)
  await boundPrinted(places)
  const since = { at: Date.now(), printed: await sizeOf(printedFile(places)) }
  const [file, ...first] = wish.program
  const line = [...first, 'serve', '--stack', stack, '--json', '--quiet']
  const started = await startInBackground(file, line, {
    errors: printedFile(places),
    env: wish.env,
    cwd: places.state,
  })
  const patience = wish.patience ?? usual
  try {
    const now = await ready(wish, started, patience)
    return now === null ? await gaveUp(wish, started, patience, since) : { ...now, fresh: true }
  } catch (cause) {
    await started.end(patience.grace)
    throw cause
  } finally {
    started.leave()
  }
}

/** Null: nobody. One that is silent gets a while, because a busy machine is slow; a second beside it could do nothing. */
async function whoRuns({ places, signal, patience = usual }: UpWish): Promise<Running | null> {
  for (const end = performance.now() + patience.silent / 2; ;) {
    const now = await contact(places)
    if (now.state === 'running') return now
    if (now.state !== 'silent') return null
    if (performance.now() > end) throw silent(now.mark.pid)
    await sleep(pause, undefined, { signal })
  }
}

function silent(pid: number): Problem {
  return new Problem('unhealthy', `The engine (process ${pid}) lives, but does not answer.`, {
    hints: ['claude-telemetry logs', 'claude-telemetry restart'],
  })
}

/** The port answers, or the process has died, or says nothing any more: whichever is first. Null: it did not start. */
async function ready(
  { places, signal }: UpWish,
  started: Started,
  patience: Patience,
): Promise<Running | null> {
  let dead = false
  void started.ended.then(() => (dead = true))
  const begun = performance.now()
  let [heard, size, answered] = [begun, await sizeOf(logFile(places)), NaN]
  for (;;) {
    signal.throwIfAborted()
    const now = await contact(places)
    const moment = performance.now()
    if (now.state === 'running') {
      if (Number.isNaN(answered)) answered = moment
      if (now.health.ready || moment - answered > settling) return now
    } else if (dead) {
      // Two starts at once: the one that came second ends, and the first is as good.
      return null
    }
    const grown = await sizeOf(logFile(places))
    if (grown !== size) [heard, size] = [moment, grown]
    if (moment - heard > patience.silent || moment - begun > patience.whole) return null
    await sleep(pause, undefined, { signal })
  }
}

async function gaveUp(
  { places }: UpWish,
  started: Started,
  { grace }: Patience,
  since: { readonly at: number; readonly printed: number },
): Promise<never> {
  await started.end(grace)
  const { fault } = await started.ended
  throw refusedStart(started.said()) ?? (await notStarted(places, since, fault))
}
