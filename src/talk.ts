// What a command may say, ask and answer. The cli room does the talking; commands only hold this value.
import type { Outcome } from './errors.ts'

/** One piece of progress. The same id is first 'started', then ends in one of the other states. */
export interface Step {
  readonly id: string
  readonly state: 'started' | 'done' | 'failed' | 'skipped'
  readonly text: string
  readonly detail?: string
}

/** What a command ends with: `data` for --json, `text` for people (stdout, no final newline needed). */
export interface Answer<Data = unknown> {
  readonly data: Data
  readonly text: string
  readonly outcome?: Outcome
  /** Conversation after the answer: what changed, what to run next. Goes to stderr. */
  readonly after?: readonly string[]
  /** Print `data` bare instead of inside {"ok":true,"data":…}, even without --json. */
  readonly bare?: boolean
}

export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly hint?: string
}

export interface Talk {
  /** False without a terminal on stdin and stderr, in CI, with --yes or --no-input, or in JSON mode. */
  readonly canAsk: boolean
  /** The user said --yes. */
  readonly yes: boolean
  readonly verbose: boolean
  /** Standard output is a terminal: someone reads `env` instead of evaluating it. */
  readonly answerIsSeen: boolean
  /** Columns of standard output, never below 40; null when it is no terminal. */
  readonly columns: number | null
  /** A part of the answer before its end; false when nobody reads it any more. */
  print(lines: readonly string[]): Promise<boolean>
  say(line: string): void
  step(step: Step): void
  confirm(question: string, byDefault: boolean): Promise<boolean>
  choose<Value extends string>(
    question: string,
    choices: readonly Choice<Value>[],
    byDefault: Value,
  ): Promise<Value>
  input(
    question: string,
    byDefault: string,
    check: (text: string) => string | null,
  ): Promise<string>
}
