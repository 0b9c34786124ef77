// What came in since the start, as plain numbers: for /metrics, the page and the doctor.
import type { Signal } from '../../ledger/otlp/answer.ts'
import type { Batch, Refusal } from '../../ledger/record.ts'
import type { Reason } from './refused.ts'

export type Protocol = 'http/protobuf' | 'http/json' | 'grpc'

export interface Counters {
  /** Requests that were read whole, whatever was answered. */
  readonly arrived: Readonly<Record<Protocol, number>>
  /** Requests that were answered with success, by signal, and when the last one was. */
  readonly accepted: Readonly<Record<Signal, number>>
  readonly lastAt: Readonly<Record<Signal, number | null>>
  readonly stored: Readonly<Record<(typeof column)[keyof typeof column], number>>
  readonly spans: number
  readonly clamped: number
  /** Who sent running totals last. */
  readonly cumulativeFrom: string | null
  /** Records left out of requests that were accepted. */
  readonly refused: Readonly<Partial<Record<Refusal, number>>>
  /** Requests that were refused whole. */
  readonly turnedAway: Readonly<Partial<Record<Reason, number>>>
  /** Senders that left before they had sent all. */
  readonly gone: number
  readonly bytes: { readonly received: number; readonly inflated: number }
  readonly waiting: { readonly requests: number; readonly bytes: number }
}

type Loose<Of> = Of extends number | null ? Of : { -readonly [Key in keyof Of]: Loose<Of[Key]> }
export type Tally = Loose<Omit<Counters, 'waiting'>>

export function emptyTally(): Tally {
  return {
    arrived: { 'http/protobuf': 0, 'http/json': 0, grpc: 0 },
    accepted: { metrics: 0, logs: 0, traces: 0 },
    lastAt: { metrics: null, logs: null, traces: null },
    stored: { deltas: 0, levels: 0, distributions: 0, events: 0 },
    spans: 0,
    clamped: 0,
    cumulativeFrom: null,
    refused: {},
    turnedAway: {},
    gone: 0,
    bytes: { received: 0, inflated: 0 },
  }
}

const column = {
  delta: 'deltas',
  level: 'levels',
  distribution: 'distributions',
  event: 'events',
} as const

/** Only what was stored counts: a request that is sent again is counted once. */
export function countBatch(tally: Tally, signal: Signal, batch: Batch, at: number): void {
  tally.accepted[signal] += 1
  tally.lastAt[signal] = at
  for (const { kind } of batch.records) tally.stored[column[kind]] += 1
  tally.spans += batch.spans
  tally.clamped += batch.clamped
  tally.cumulativeFrom = batch.cumulativeFrom ?? tally.cumulativeFrom
  for (const [why, count] of Object.entries(batch.refused) as [Refusal, number][])
    tally.refused[why] = (tally.refused[why] ?? 0) + count
}

export function countReason(tally: Tally, reason: Reason): void {
  tally.turnedAway[reason] = (tally.turnedAway[reason] ?? 0) + 1
}
