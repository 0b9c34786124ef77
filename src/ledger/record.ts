// One thing that Claude Code (or another sender) reported, decoded and flat: what every later room works with.

/** Values as text, so that "1" and 1 are one label. */
export type Labels = Readonly<Record<string, string>>

/** What happened between `start` and `end`; the only kind that totals are made of. */
export interface Delta {
  readonly kind: 'delta'
  readonly name: string
  readonly unit: string
  readonly labels: Labels
  readonly resource: Labels
  /** Whole milliseconds since 1970. */
  readonly start: number
  readonly end: number
  readonly value: number
}

/** A value that stands for itself: gauges, and cumulative sums of other senders. Never added up. */
export interface Level {
  readonly kind: 'level'
  readonly name: string
  readonly unit: string
  readonly labels: Labels
  readonly resource: Labels
  readonly at: number
  readonly value: number
}

/** Attributes keep their own type: a later reader knows which one it wants. */
export type Value = string | number | boolean | null | readonly Value[]

export interface Event {
  readonly kind: 'event'
  /** Without the prefix `claude_code.`: `api_request`. */
  readonly name: string
  readonly at: number
  readonly attributes: Readonly<Record<string, Value>>
  readonly resource: Labels
}

export type Fact = Delta | Level | Event

/** Why something that arrived was not kept. Each one is counted, and shown. */
export const refusals = [
  'cumulative', // a cumulative sum of claude_code.*: adding it up would be wrong
  'histogram', // kinds that no board reads yet
  'malformed', // a point without a time or value
  'too-many-labels',
  'label-too-long',
] as const
export type Refusal = (typeof refusals)[number]

export interface Batch {
  readonly records: readonly Fact[]
  readonly refused: Readonly<Partial<Record<Refusal, number>>>
  /** Times that were too far ahead or behind and became the time of arrival. */
  readonly clamped: number
  readonly spans: number
}
