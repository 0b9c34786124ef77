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

/** How values were spread over buckets or quantiles. Kept as it came, and never part of a sum. */
export interface Distribution {
  readonly kind: 'distribution'
  readonly name: string
  readonly unit: string
  readonly labels: Labels
  readonly resource: Labels
  readonly start: number
  readonly at: number
  /** Whether it is about the time since `start` or since the sender began; null where that is not said. */
  readonly temporality: 'delta' | 'cumulative' | null
  readonly count: number
  readonly sum: number | null
  readonly min: number | null
  readonly max: number | null
  readonly detail: Detail
}

export type Detail =
  | {
      readonly shape: 'histogram'
      readonly bounds: readonly number[]
      readonly counts: readonly number[]
    }
  | {
      readonly shape: 'exponential'
      readonly scale: number
      readonly zero: number
      readonly zeroThreshold: number
      readonly positive: Buckets
      readonly negative: Buckets
    }
  | { readonly shape: 'summary'; readonly quantiles: readonly (readonly [number, number])[] }

export interface Buckets {
  readonly offset: number
  readonly counts: readonly number[]
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

export type Fact = Delta | Level | Distribution | Event

/** Why something that arrived was not kept. Each one is counted, and shown. */
export const refusals = [
  'cumulative', // a cumulative sum of claude_code.*: adding it up would be wrong
  'malformed', // a point without a time or value
  'too-many-buckets',
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
  /** Who sent running totals, where some were refused. */
  readonly cumulativeFrom?: string
}
