// The wish as it stands now: what was typed, set and saved, resolved into one answer.
import { type Settings, type Wishes, resolve } from '../config/resolve.ts'
import { Problem } from '../errors.ts'
import type { Places } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { readStack } from './stack-file.ts'

export interface Settled {
  readonly settings: Settings
  /** A wish was saved before: init or `config set` ran here. */
  readonly saved: boolean
}

export async function settle(
  places: Places,
  around: Surroundings,
  flags: Wishes['flags'] = {},
): Promise<Settled> {
  const saved = await readStack(places)
  return {
    settings: resolve({ flags, env: around.env, saved: saved ?? {} }),
    saved: saved !== null,
  }
}

export function notSetUp(): Problem {
  return new Problem('not-set-up', 'Nothing is set up here yet.', {
    hints: ['claude-telemetry init'],
  })
}
