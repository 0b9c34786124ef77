// The embedded engine as the commands see it: started from our own copy, found, stopped.
import { type Contact, contact } from '../embedded/life/contact.ts'
import { down } from '../embedded/life/down.ts'
import { up } from '../embedded/life/up.ts'
import type { Ports } from '../state/ports.ts'
import type { Places } from '../world/places.ts'
import { starterFile } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'

export interface EngineWish {
  readonly places: Places
  readonly around: Surroundings
  readonly stack: string
  readonly signal: AbortSignal
}

export async function startEngine({ places, around, stack, signal }: EngineWish): Promise<Ports> {
  const program: [string] = [starterFile(places, around.platform)]
  const running = await up({ places, stack, env: childEnv(around), program, signal })
  return running.mark.ports
}

export function stopEngine({ places, signal }: EngineWish): Promise<boolean> {
  return down(places, signal)
}

export function engineNow(places: Places): Promise<Contact> {
  return contact(places)
}

/** Only what a program needs to run: no secret of the shell stays in a process that lives for weeks. */
function childEnv({ env }: Surroundings): Record<string, string> {
  const kept = [
    'PATH',
    'HOME',
    'USERPROFILE',
    'APPDATA',
    'LOCALAPPDATA',
    'SYSTEMROOT',
    'TMPDIR',
    'TEMP',
    'TZ',
    'LANG',
  ]
  const own = Object.keys(env).filter((name) => /^(?:XDG_|CLAUDE_TELEMETRY_)/.test(name))
  const names = [...kept, ...own.filter((name) => !name.startsWith('CLAUDE_TELEMETRY_W'))]
  return Object.fromEntries(
    names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name] ?? '']])),
  )
}
