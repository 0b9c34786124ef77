// The receiver: OTLP comes in over HTTP and gRPC, and is acknowledged when the store has it on disk.
import { type Counters, countReason, emptyTally } from './counters.ts'
import type { Entrance } from './entrance.ts'
import { type GrpcListening, listenGrpc } from './grpc.ts'
import { type Desk, type Handler, httpHandler } from './http.ts'
import { intake, type Keeping, type Privacy } from './intake.ts'
import { type Limits, usualLimits } from './limits.ts'
import { Refused } from './refused.ts'
import { type Claim, Waiting } from './waiting.ts'

export interface ReceiveOptions extends Partial<Entrance> {
  readonly privacy?: Privacy
  readonly limits?: Partial<Limits>
  /** Milliseconds since 1970; the wall clock by default. */
  readonly now?: () => number
}

export interface Receiver {
  /** For a node:http server made with `serverLimits`; it answers 404 to what is not OTLP. */
  readonly http: Handler
  /** Null: the port is taken. */
  grpc(host: string, port: number): Promise<GrpcListening | null>
  counters(): Counters
  /** From now on nothing is taken; resolves when what was taken is stored and answered. */
  drain(): Promise<void>
}

export function receive(store: Keeping, options: ReceiveOptions = {}): Receiver {
  const limits = { ...usualLimits, ...options.limits }
  const tally = emptyTally()
  const waiting = new Waiting(limits.waiting)
  const door = doorOf(waiting)
  const desk: Desk = {
    entrance: { hosts: options.hosts ?? [], token: options.token ?? null },
    limits,
    intake: intake(store, options.privacy ?? {}, limits, options.now ?? Date.now, tally),
    enter: door.enter,
    refused: ({ reason }) => countReason(tally, reason),
    gone: () => void (tally.gone += 1),
    took: (protocol, received, inflated) => {
      tally.arrived[protocol] += 1
      tally.bytes.received += received
      tally.bytes.inflated += inflated
    },
  }
  return {
    http: httpHandler(desk),
    grpc: (host, port) => listenGrpc(desk, host, port),
    counters: () => structuredClone({ ...tally, waiting: waiting.held }),
    drain: door.close,
  }
}

/** Lets in until it is closed, and knows when the last one is out. */
function doorOf(waiting: Waiting): { enter(): Claim; close(): Promise<void> } {
  let closing = false
  let inside = 0
  let empty: (() => void) | null = null
  const enter = (): Claim => {
    if (closing) throw new Refused('closing')
    const claim = waiting.enter()
    if (claim === null) throw new Refused('crowded')
    inside += 1
    const free = (): void => {
      claim.free()
      inside -= 1
      if (inside === 0) empty?.()
    }
    return { more: claim.more, free }
  }
  const close = (): Promise<void> => {
    closing = true
    return inside === 0 ? Promise.resolve() : new Promise((resolve) => (empty = resolve))
  }
  return { enter, close }
}
