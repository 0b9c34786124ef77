// How much anybody may send, and how slowly, before they are told no.
import { type Bounds, usualBounds } from '../../ledger/bounds.ts'

export interface Limits {
  /** Bytes of one body as sent, and unpacked. */
  readonly body: number
  readonly inflated: number
  /** Bytes of all requests that are being read, decoded or stored. */
  readonly waiting: number
  /** Milliseconds from the head of a request to the end of its body. */
  readonly bodyTime: number
  readonly record: Bounds
}

const mebi = 1024 * 1024

export const usualLimits: Limits = {
  body: 4 * mebi,
  inflated: 8 * mebi,
  waiting: 64 * mebi,
  bodyTime: 15_000,
  record: usualBounds,
}

/** For the server that the handler is mounted on: heads that never end, connections that only wait. */
export const serverLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
} as const
