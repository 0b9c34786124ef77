// What can be asked: a small fixed set, so that SQL answers it here and PromQL and LogQL can elsewhere.
import type { EventName, TimedEvent } from './events.ts'
import type { By } from './labels.ts'
import type { MetricKey } from './metrics.ts'

export type { EventName, TimedEvent } from './events.ts'

/** Any of these values; the empty one stands for points without that label. */
export interface Where {
  readonly label: By
  readonly is: readonly string[]
}

/** A sum of deltas. PromQL: sum(sum_over_time(X{…}[range])). */
export interface Quantity {
  readonly metric: MetricKey
  readonly where?: readonly Where[]
}

/** A field of an event, by its name on the wire, and the values that are meant. */
export interface Only {
  readonly field: string
  readonly is: readonly string[]
}

export type Duration = 'duration_ms' | 'ttft_ms'

export type Step = '1m' | '5m' | '15m' | '1h' | '3h' | '6h' | '1d' | '1w' | '1M'

export type OfSums =
  /** One number, and the same of the period before. */
  | { readonly op: 'total'; readonly of: Quantity }
  | { readonly op: 'by'; readonly of: Quantity; readonly by: By }
  /** Bars: each bucket is (start, end], and all of them add up to the total. */
  | { readonly op: 'over-time'; readonly of: Quantity; readonly by?: By; readonly step?: Step }
  /** The same bars, each divided by the seconds of its bucket. */
  | { readonly op: 'rate'; readonly of: Quantity; readonly by?: By; readonly step?: Step }
  /** Several sums side by side, over time. */
  | { readonly op: 'together'; readonly each: readonly Named[]; readonly step?: Step }
  /** A ratio of sums, never a mean of ratios. */
  | { readonly op: 'ratio'; readonly of: Quantity; readonly to: Quantity; readonly times?: number }

export interface Named {
  readonly title: string
  readonly of: Quantity
}

export type OfSessions =
  | { readonly op: 'top-sessions'; readonly of: Quantity; readonly limit: number }
  /** Sessions that reported something in the range, each with the numbers of its whole life. */
  | { readonly op: 'sessions'; readonly limit: number }
  /** All that one session did, in order. */
  | { readonly op: 'timeline'; readonly limit: number }
  /** What its requests cost, added up one after the other. */
  | { readonly op: 'running'; readonly limit: number }

export type OfEvents =
  | { readonly op: 'events'; readonly event: EventName; readonly only?: readonly Only[] }
  /** The share of them for which that holds. */
  | { readonly op: 'events-share'; readonly event: EventName; readonly only: readonly Only[] }
  /** A number that they carry, added up. */
  | { readonly op: 'events-sum'; readonly event: EventName; readonly field: string }
  | {
      readonly op: 'events-by'
      readonly event: EventName
      readonly by: string
      readonly only?: readonly Only[]
      /** Leaves out events without that field. */
      readonly known?: true
    }
  | {
      readonly op: 'events-over-time'
      readonly event: EventName
      readonly by?: string
      readonly only?: readonly Only[]
      readonly step?: Step
    }

export type OfTimings =
  /** Count, failures, p50, p95 and longest, for each value of a field. */
  | {
      readonly op: 'timings'
      readonly event: TimedEvent
      readonly of: Duration
      readonly by: string
    }
  | { readonly op: 'timings-over-time'; readonly event: TimedEvent; readonly of: Duration }

/** Our own marked points, by signal: what `verify` looks for. In no total, since their name is none of the client's. */
export type OfMarks = { readonly op: 'marks' }

export type Measure = OfSums | OfSessions | OfEvents | OfTimings | OfMarks

/** Milliseconds since 1970; from is left out, to is counted in. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** What the reader adds to a measure. */
export interface Asking {
  readonly range: Range
  readonly timeZone: string
  readonly where?: readonly Where[]
  readonly session?: string
}

export function periodBefore({ from, to }: Range): Range {
  return { from: from - (to - from), to: from }
}
