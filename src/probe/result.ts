// What the proof found: which signals the client really exported, and why one did not.

export type Signal = 'metrics' | 'logs'

export type ReasonId =
  | 'client-failed'
  | 'client-slow'
  | 'telemetry-off'
  | 'protocol-word'
  | 'exporter-word'
  | 'exporter-unset'
  | 'exporter-other'
  | 'endpoint-scheme'
  | 'endpoint-unset'
  | 'endpoint-path'
  | 'headers-helper'
  | 'export-failed'
  | 'init-failed'
  | 'settings-refused'
  | 'managed'
  | 'unknown'

export interface Reason {
  readonly id: ReasonId
  /** Signals that do not arrive because of it. */
  readonly signals: readonly Signal[]
  readonly text: string
  /** The first of these that is set anywhere is the one to mend; empty where it is not about a variable. */
  readonly variables: readonly string[]
  /** The bad value, where there is one that can be shown. */
  readonly value: string | null
}

export interface ProbeResult {
  /** False: managed settings fix where the client goes, so it was not run, and all below is from an older debug file. */
  readonly provable: boolean
  /** Null when it cannot be known. */
  readonly metrics: boolean | null
  readonly logs: boolean | null
  /** Of the first thing to mend; null when everything arrives. */
  readonly reason: string | null
  readonly reasons: readonly Reason[]
  /** The client's own words, fit to be shown. */
  readonly debugLines: readonly string[]
  /** Of the client; null when it was not run or did not end by itself. */
  readonly exitCode: number | null
  /** As the client named itself; null when it called nobody. */
  readonly version: string | null
  /** Of the debug file that was read when nothing could be run; null otherwise. */
  readonly debugFile: string | null
}
