// The form of one entry in the table of commands.
import type { Verb } from '../call.ts'
import type { SettingKey } from '../config/settings.ts'

export interface Option {
  /** As commander reads it: `--since <time>`, `-o, --output <form>`. */
  readonly flags: string
  readonly help: string
  readonly choices?: readonly string[]
}

export interface Argument {
  readonly name: string
  readonly required: boolean
  readonly help: string
  readonly choices?: readonly string[]
}

export interface Example {
  readonly line: string
  readonly says: string
}

export interface Command {
  readonly name: string
  readonly summary: string
  readonly details?: string
  readonly arguments?: readonly Argument[]
  readonly settings?: readonly SettingKey[]
  readonly options?: readonly Option[]
  /** It has no end of its own, so Ctrl-C is how it is meant to end. */
  readonly watches?: true
  /** Each one is run by a test. */
  readonly examples: readonly Example[]
  /** Loaded when it is called: a start costs what this command needs and no more. */
  readonly load: () => Promise<Verb>
}
