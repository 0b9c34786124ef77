// The form of one setting, and the names that follow from its key: flag, variable.
import type * as z from 'zod/mini'

export type SettingKind = 'text' | 'choice' | 'number' | 'switch' | 'pairs'

export interface Setting<Value = unknown> {
  readonly kind: SettingKind
  readonly schema: z.ZodMiniType<Value>
  readonly default: Value
  /** Word for the value in help, such as URL; null for a switch. */
  readonly placeholder: string | null
  readonly help: string
  /** Asked by `init` when still open; null is never asked. */
  readonly question: string | null
  /** What others can read once this is on; null when nothing. */
  readonly reveals: string | null
  readonly choices: readonly string[] | null
  /** What to write instead, shown when a value is refused. */
  readonly example: string
}

/** Keys are written as on the command line: `metrics-interval` is --metrics-interval. */
export function flagOf(key: string): string {
  return `--${key}`
}

export function variableOf(key: string): string {
  return `CLAUDE_TELEMETRY_${key.toUpperCase().replaceAll('-', '_')}`
}
