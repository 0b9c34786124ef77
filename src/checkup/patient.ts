// What the checks are about: this machine, and what we were told and have made here.
import type { Headers } from '../config/headers.ts'
import type { StackConfig } from '../config/settings.ts'
import type { EnvChange } from '../env/change.ts'
import type { Places } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'

/** What the receipt tells, as far as checks need it. */
export interface Made {
  readonly placed: string | null
  /** Through Claude Code's own settings: a shell that was open before us cannot know of the other ways. */
  readonly connected: boolean
}

export interface Patient {
  readonly around: Surroundings
  readonly places: Places
  /** How to call this program. */
  readonly own: string
  /** Null when nothing is set up, or what is saved cannot be read. */
  readonly config: StackConfig | null
  readonly address: string | null
  readonly headers: Headers
  readonly variables: EnvChange
  readonly made: Made | null
  /** Running the client once was asked for. */
  readonly probe: boolean
  readonly signal: AbortSignal
}
