// What can be asked: a small fixed set, so that SQL answers it here and PromQL and LogQL can elsewhere.
import type { By } from './labels.ts'
import type { MetricKey } from './metrics.ts'

export interface Where {
  readonly label: By
  readonly is: readonly string[]
}

/** A sum of deltas. PromQL: sum(sum_over_time(X{…}[range])). */
export interface Quantity {
  readonly metric: MetricKey
  readonly where?: readonly Where[]
}

/** Events that boards read, and the fields of theirs that can split a count. */
export const eventFields = {
  api_request: ['model', 'query_source', 'speed', 'app.version'],
  tool_result: ['tool_name', 'success', 'error_type', 'app.version'],
  api_error: ['model', 'status_code', 'error', 'attempt', 'app.version'],
  api_retries_exhausted: ['model', 'status_code', 'total_attempts'],
  tool_decision: ['tool_name', 'decision', 'source'],
  user_prompt: ['command_name', 'app.version'],
} as const satisfies Record<string, readonly string[]>

export type EventName = keyof typeof eventFields

/** Events that carry a duration. */
export type TimedEvent = 'api_request' | 'tool_result'
export type Duration = 'duration_ms' | 'ttft_ms'

export type Step = '1m' | '5m' | '15m' | '1h' | '3h' | '6h' | '1d' | '1w' | '1M'

export type Measure =
  /** One number, and the same of the period before. */
  | { readonly op: 'total'; readonly of: Quantity }
  | { readonly op: 'by'; readonly of: Quantity; readonly by: By }
  /** Bars: each bucket is (start, end], and all of them add up to the total. */
  | { readonly op: 'over-time'; readonly of: Quantity; readonly by?: By; readonly step?: Step }
  /** A ratio of sums, never a mean of ratios. */
  | { readonly op: 'ratio'; readonly of: Quantity; readonly to: Quantity; readonly times?: number }
  | { readonly op: 'top-sessions'; readonly of: Quantity; readonly limit: number }
  /** Sessions that were active in the range, each with the numbers of its whole life. */
  | { readonly op: 'sessions'; readonly limit: number }
  /** All that one session did, in order. */
  | { readonly op: 'timeline'; readonly limit: number }
  | { readonly op: 'events'; readonly event: EventName }
  | {
      readonly op: 'events-by'
      readonly event: EventName
      readonly by: string
      /** Leaves out events without that field. */
      readonly known?: true
    }
  | {
      readonly op: 'events-over-time'
      readonly event: EventName
      readonly by?: string
      readonly step?: Step
    }
  /** Count, failures, p50, p95 and longest, for each value of a field. */
  | {
      readonly op: 'timings'
      readonly event: TimedEvent
      readonly of: Duration
      readonly by: string
    }
  | { readonly op: 'timings-over-time'; readonly event: TimedEvent; readonly of: Duration }

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
