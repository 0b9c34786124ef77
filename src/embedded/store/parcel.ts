// What goes from the process to its writer thread: numbers, and each text once.
import type { Cell } from '../../world/database.ts'

/** Texts that were not sent before. Each kind is numbered from 0 in the order of sending. */
export interface News {
  readonly metrics: readonly { readonly name: string; readonly unit: string }[]
  readonly sessions: readonly string[]
  /** Canonical JSON of the labels. */
  readonly labelsets: readonly string[]
}

export interface EventRow {
  readonly at: number
  readonly name: string
  readonly session: number
  readonly sequence: number | null
  readonly prompt: string | null
  /** Label set of who and where. */
  readonly identity: number
  readonly rest: string | null
  /** 0 when session and sequence tell the event apart; otherwise made of all that it says. */
  readonly digest: number
  /** Values of its own table, in the order of the columns. */
  readonly typed: readonly Cell[] | null
  /** Of the client that sent it. */
  readonly version: string | null
}

export interface DistributionRow {
  readonly metric: number
  readonly at: number
  readonly labelset: number
  readonly start: number
  /** Shape, temporality, count, sum, min, max and the rest as JSON: the columns behind the identity. */
  readonly said: readonly Cell[]
}

/** How many rows of each kind came with one call of `write`. */
export interface Share {
  readonly deltas: number
  readonly levels: number
  readonly distributions: number
  readonly events: number
  readonly arrival: Arrival | null
}

/** When a body with unbelievable times first came: sent again, it has to become the same points. */
export interface Arrival {
  readonly body: string
  readonly at: number
}

export interface Parcel {
  /** Numbering begins anew. */
  readonly anew: boolean
  readonly news: News
  /** metric, end, session, label set, start, value */
  readonly deltas: Float64Array
  /** metric, at, label set, value */
  readonly levels: Float64Array
  readonly distributions: readonly DistributionRow[]
  readonly events: readonly EventRow[]
  readonly shares: readonly Share[]
  /** Latest point of each sender. */
  readonly sources: readonly (readonly [string, number])[]
}

export const deltaWidth = 6
export const levelWidth = 4

export interface Written {
  readonly stored: number
  /** The same value again: a request that was sent twice. */
  readonly repeated: number
  /** Another value under the same identity: the first is kept. */
  readonly contradicted: number
}

export interface Committed {
  /** One for each share: how it went, or why it did not. */
  readonly outcomes: readonly (Written | { readonly refused: string })[]
  readonly contradictions: readonly string[]
  /** For each label set that found no room of its own: the label that has too many values, null for too many sets. */
  readonly folded: readonly (string | null)[]
  readonly milliseconds: number
  /** Pages in use, and with those that are free. */
  readonly databaseBytes: number
  readonly fileBytes: number
}

/** Its texts alone: later parcels count on them even when nothing of this one could be stored. */
export function textsOnly(parcel: Parcel): Parcel {
  const none = () => new Float64Array(0)
  const lists = { distributions: [], events: [], shares: [], sources: [] }
  return { ...parcel, deltas: none(), levels: none(), ...lists }
}
