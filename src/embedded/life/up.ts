// Starts `serve` in the background and answers when it is ready, or why it is not, with its last words.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../../errors.ts'
import { startInBackground } from '../../world/background.ts'
import { makeFolders, privateFolder } from '../../world/files.ts'
import type { Places } from '../../world/places.ts'
import type { Environment } from '../../world/surroundings.ts'
import { type Contact, contact } from './contact.ts'
import { lastLines, logFile } from './log.ts'

export interface UpWish {
  readonly places: Places
  readonly stack: string
  readonly env: Environment
  /** Program and first arguments: our own copy, never a package runner's cache. */
  readonly program: readonly [string, ...string[]]
  readonly signal: AbortSignal
}

type Running = Extract<Contact, { state: 'running' }>

const patience = 20_000
const pause = 50

/** Starting what runs already is no fault: it answers the one that runs. */
export async function up(wish: UpWish): Promise<Running & { readonly fresh: boolean }> {
  const before = await contact(wish.places)
  if (before.state === 'running') return { ...before, fresh: false }
  await makeFolders(join(wish.places.state, 'logs'), privateFolder)
  const [file, ...first] = wish.program
  const started = await startInBackground(file, [...first, 'serve', '--stack', wish.stack], {
    log: logFile(wish.places),
    env: wish.env,
    cwd: wish.places.state,
  })
  try {
    return { ...(await ready(wish, started.ended)), fresh: true }
  } finally {
    started.leave()
  }
}

/** The port answers, or the process has died: whichever is first. */
async function ready({ places, signal }: UpWish, ended: Promise<number | null>): Promise<Running> {
  let dead = false
  void ended.then(() => (dead = true))
  for (const end = Date.now() + patience; Date.now() < end;) {
    signal.throwIfAborted()
    const now = await contact(places)
    if (now.state === 'running' && now.health.ready) return now
    // Two starts at once: the one that came second ends, and the first is as good.
    if (dead && now.state !== 'running') throw await notStarted(places)
    await sleep(pause, undefined, { signal })
  }
  throw await notStarted(places)
}

async function notStarted(places: Places): Promise<Problem> {
  const last = (await lastLines(places, 6)).map((line) => `  ${line}`).join('\n')
  return new Problem(
    'unhealthy',
    `The engine did not start.${last === '' ? '' : `\nIts last words:\n${last}`}`,
    {
      hints: ['claude-telemetry logs', 'claude-telemetry serve'],
    },
  )
}
