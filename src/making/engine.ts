// The embedded engine as the commands see it: started from our own copy, found, stopped.
import { type Contact, contact } from '../embedded/life/contact.ts'
import { down } from '../embedded/life/down.ts'
import { up } from '../embedded/life/up.ts'
import { stopAtManager } from '../embedded/login/manager.ts'
import { formerPrefix } from '../env/change.ts'
import { unsetBefore } from '../env/former.ts'
import { readReceipt } from '../state/receipt.ts'
import type { Places } from '../world/places.ts'
import { starterFile } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'

export interface EngineWish {
  readonly places: Places
  readonly around: Surroundings
  readonly stack: string
  readonly signal: AbortSignal
}

export function startedEngine({
  places,
  around,
  stack,
  signal,
}: EngineWish): ReturnType<typeof up> {
  const program: [string] = [starterFile(places, around.platform)]
  return up({ places, stack, env: childEnv(around, places), program, signal })
}

/** What starts at login is stopped where it was started: else its manager would bring it back. */
export async function stopEngine({ places, around, signal }: EngineWish): Promise<boolean> {
  const before = await contact(places)
  const login = (await readReceipt(places))?.login
  if (login != null) await stopAtManager(around, { ...login, path: login.file.path })
  const wasStopped = await down(places, signal)
  return wasStopped || before.state === 'running'
}

export function engineNow(places: Places): Promise<Contact> {
  return contact(places)
}

const needed =
  /^(?:PATH|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|TMPDIR|TEMP|TZ|LANG|XDG_\w+)$/

/** Only what a program needs to run: no secret of the shell stays in a process that lives for weeks. */
function childEnv({ env }: Surroundings, { home }: Places): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => needed.test(name) || isWish(name))
  // The child stands in another folder: a relative home would be another place there.
  const moved = home === null ? {} : { CLAUDE_TELEMETRY_HOME: home }
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])), ...moved }
}

/** Ours too, but what a variable held before us may be anybody's secret. */
function isWish(name: string): boolean {
  const remembers = name.startsWith(formerPrefix) || name === unsetBefore
  return name.startsWith('CLAUDE_TELEMETRY_') && !remembers
}
