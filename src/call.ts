// What a command is called with, and what it is: the seam between the cli room and the commands.
import type { SettingKey } from './config/settings.ts'
import type { Answer, Talk } from './talk.ts'
import type { Places } from './world/places.ts'
import type { Surroundings } from './world/surroundings.ts'

export interface Call {
  readonly talk: Talk
  readonly around: Surroundings
  readonly stack: string
  readonly places: Places
  /** Aborted at the first Ctrl-C: stop starting new things, finish the current one. */
  readonly signal: AbortSignal
  readonly flags: Readonly<Partial<Record<SettingKey, string | boolean>>>
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
  readonly args: readonly string[]
  /** What to type to call this program again, as one or more shell words. */
  readonly own: string
}

export type Verb = (call: Call) => Promise<Answer>

export function textOption(call: Call, name: string): string | null {
  const value = call.options[name]
  return typeof value === 'string' ? value : null
}

export function switchOption(call: Call, name: string): boolean {
  return call.options[name] === true
}
