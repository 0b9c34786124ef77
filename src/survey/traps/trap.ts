// What a trap is given and how it words its finding: facts in, findings out.
import type { EnvChange } from '../../env/change.ts'
import type { Version } from '../claude-version.ts'
import type { Finding, FindingId, Level } from '../finding.ts'
import { type Effective, valueOf } from '../layers-effective.ts'
import { called, type Layer } from '../layers-layer.ts'
import { isOn } from '../layers-names.ts'

export interface Expected {
  /** Where the data should go; null when nothing is set up. */
  readonly endpoint: string | null
  /** What we would place. */
  readonly variables: EnvChange
  /** We placed them: then silence is a fault, not a choice. */
  readonly connected: boolean
}

/** Whose words a fix for the shell is spelled in. */
export type ShellWords = 'posix' | 'fish' | 'csh' | 'powershell'

export interface Helper {
  readonly command: string
  readonly layer: Layer
  /** Null when it cannot be told from the outside. */
  readonly programFound: boolean | null
}

export interface TrapFacts {
  readonly layers: readonly Layer[]
  readonly effective: Effective
  readonly version: Version | null
  readonly helper: Helper | null
  readonly shell: ShellWords
  readonly expected: Expected
}

export type Trap = (facts: TrapFacts) => Finding[]

export interface Words {
  readonly text: string
  readonly layer?: Layer | null
  readonly fix?: string | null
}

export function finding(id: FindingId, level: Level, { text, layer, fix }: Words): Finding {
  return {
    id,
    level,
    text,
    layer: layer === undefined || layer === null ? null : called(layer),
    fix: fix ?? null,
  }
}

export const signals = ['METRICS', 'LOGS', 'TRACES'] as const
export type Signal = (typeof signals)[number]

/** What the user gets by it: the client calls events "logs". */
export const plain: Readonly<Record<Signal, string>> = {
  METRICS: 'metrics',
  LOGS: 'events',
  TRACES: 'traces',
}

export function isEnabled({ effective }: TrapFacts): boolean {
  return isOn(valueOf(effective, 'CLAUDE_CODE_ENABLE_TELEMETRY'))
}

/** Traces need a beta switch of their own; without it their variables are not even looked at. */
export function activeSignals({ effective }: TrapFacts): Signal[] {
  const beta = ['CLAUDE_CODE_ENHANCED_TELEMETRY_BETA', 'ENABLE_ENHANCED_TELEMETRY_BETA']
  const traces = beta.some((name) => isOn(valueOf(effective, name)))
  return signals.filter((signal) => signal !== 'TRACES' || traces)
}

/** The words of a selector; empty when it is unset or empty. */
export function wordsOf(value: string | null): string[] {
  return (value ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

/** The variable that decides for this signal: its own when it has one, else the generic one. */
export function deciding(facts: TrapFacts, signal: Signal, what: 'PROTOCOL' | 'ENDPOINT'): string {
  const own = `OTEL_EXPORTER_OTLP_${signal}_${what}`
  return (valueOf(facts.effective, own) ?? '') === '' ? `OTEL_EXPORTER_OTLP_${what}` : own
}

export function sendsOtlp(facts: TrapFacts, signal: Signal): boolean {
  return wordsOf(valueOf(facts.effective, `OTEL_${signal}_EXPORTER`)).includes('otlp')
}

export function isGrpc(facts: TrapFacts, signal: Signal): boolean {
  return valueOf(facts.effective, deciding(facts, signal, 'PROTOCOL'))?.trim() === 'grpc'
}

export function layerOf(facts: TrapFacts, name: string): Layer | null {
  return Object.hasOwn(facts.effective, name) ? (facts.effective[name]?.layer ?? null) : null
}
