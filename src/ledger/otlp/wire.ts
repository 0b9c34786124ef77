// The part of an OTLP request that is read, in the shape of the generated messages: JSON is brought into it too.
import type { Labels } from '../record.ts'

export type Content =
  | { readonly case: 'stringValue'; readonly value: string }
  | { readonly case: 'boolValue'; readonly value: boolean }
  | { readonly case: 'intValue'; readonly value: bigint }
  | { readonly case: 'doubleValue'; readonly value: number }
  | { readonly case: 'bytesValue'; readonly value: Uint8Array }
  | { readonly case: 'arrayValue'; readonly value: { readonly values: readonly Any[] } }
  | { readonly case: 'kvlistValue'; readonly value: { readonly values: readonly Pair[] } }
  | { readonly case: undefined; readonly value?: undefined }

export interface Any {
  readonly value: Content
}

export interface Pair {
  readonly key: string
  readonly value?: Any | undefined
}

/** `labels` stands in for the attributes where somebody knows already what they say. */
interface Labelled {
  readonly attributes: readonly Pair[]
  readonly labels?: Labels
}

export type Resource = Labelled

export interface Point extends Labelled {
  readonly startTimeUnixNano: bigint
  readonly timeUnixNano: bigint
  readonly flags: number
  readonly value:
    | { readonly case: 'asDouble'; readonly value: number }
    | { readonly case: 'asInt'; readonly value: bigint }
    | { readonly case: undefined; readonly value?: undefined }
}

interface Spread {
  readonly attributes: readonly Pair[]
  readonly startTimeUnixNano: bigint
  readonly timeUnixNano: bigint
  readonly flags: number
  readonly count: bigint
  readonly sum?: number | undefined
}

export interface HistogramPoint extends Spread {
  readonly bucketCounts: readonly bigint[]
  readonly explicitBounds: readonly number[]
  readonly min?: number | undefined
  readonly max?: number | undefined
}

export interface ExponentialPoint extends Spread {
  readonly scale: number
  readonly zeroCount: bigint
  readonly zeroThreshold: number
  readonly positive?: WireBuckets | undefined
  readonly negative?: WireBuckets | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
}

export interface WireBuckets {
  readonly offset: number
  readonly bucketCounts: readonly bigint[]
}

export interface SummaryPoint extends Spread {
  readonly quantileValues: readonly { readonly quantile: number; readonly value: number }[]
}

interface Temporal<One> extends Points<One> {
  readonly aggregationTemporality: number
}

interface Points<One> {
  readonly dataPoints: readonly One[]
}

export type Spreads =
  | { readonly case: 'histogram'; readonly value: Temporal<HistogramPoint> }
  | { readonly case: 'exponentialHistogram'; readonly value: Temporal<ExponentialPoint> }
  | { readonly case: 'summary'; readonly value: Points<SummaryPoint> }

export interface Metric {
  readonly name: string
  readonly unit: string
  readonly data:
    | { readonly case: 'gauge'; readonly value: Points<Point> }
    | { readonly case: 'sum'; readonly value: Temporal<Point> }
    | Spreads
    | { readonly case: undefined; readonly value?: undefined }
}

export interface Metrics {
  readonly resourceMetrics: readonly {
    readonly resource?: Resource | undefined
    readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[]
  }[]
}

export interface LogRecord {
  readonly timeUnixNano: bigint
  readonly observedTimeUnixNano: bigint
  readonly severityText: string
  readonly body?: Any | undefined
  readonly attributes: readonly Pair[]
  readonly traceId: Uint8Array
  readonly spanId: Uint8Array
  readonly eventName: string
}

export interface Logs {
  readonly resourceLogs: readonly {
    readonly resource?: Resource | undefined
    readonly scopeLogs: readonly { readonly logRecords: readonly LogRecord[] }[]
  }[]
}

export interface Traces {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly unknown[] }[]
  }[]
}
