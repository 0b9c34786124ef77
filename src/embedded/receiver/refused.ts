// Every reason for which a request is refused, and what HTTP and gRPC say to it.

interface Answer {
  readonly status: number
  readonly grpc: number
  readonly text: string
  /** Seconds; only where trying again makes sense. */
  readonly retryAfter?: number
}

const invalid = 3
const late = 4
const forbidden = 7
const exhausted = 8
const unimplemented = 12
const unavailable = 14
const unauthenticated = 16

export const reasons = {
  'no-such-path': {
    status: 404,
    grpc: unimplemented,
    text: 'OTLP is taken at /v1/metrics, /v1/logs and /v1/traces.',
  },
  method: { status: 405, grpc: unimplemented, text: 'OTLP is sent by POST.' },
  origin: { status: 403, grpc: forbidden, text: 'Web pages may not send here.' },
  'foreign-host': { status: 403, grpc: forbidden, text: 'This address is not known here.' },
  token: { status: 401, grpc: unauthenticated, text: 'A bearer token is needed.' },
  'content-type': {
    status: 415,
    grpc: invalid,
    text: 'The content type is application/x-protobuf or application/json.',
  },
  encoding: { status: 415, grpc: unimplemented, text: 'The content encoding is gzip or none.' },
  'too-large': { status: 413, grpc: exhausted, text: 'The body is too large.' },
  slow: { status: 408, grpc: late, text: 'The body did not come in time.' },
  'bad-gzip': { status: 400, grpc: invalid, text: 'The body is not whole gzip.' },
  'bad-body': { status: 400, grpc: invalid, text: 'The body is no OTLP request.' },
  // UNAVAILABLE, since gRPC senders do not try again after RESOURCE_EXHAUSTED.
  crowded: { status: 429, grpc: unavailable, text: 'Too much is waiting.', retryAfter: 1 },
  'store-busy': { status: 429, grpc: unavailable, text: 'Too much is waiting.', retryAfter: 1 },
  // Senders give up at once when they are to wait longer than their own ten seconds.
  'store-full': {
    status: 503,
    grpc: unavailable,
    text: 'The disk is nearly full.',
    retryAfter: 3,
  },
  'store-failed': {
    status: 503,
    grpc: unavailable,
    text: 'It could not be stored.',
    retryAfter: 5,
  },
  closing: { status: 503, grpc: unavailable, text: 'Shutting down.', retryAfter: 2 },
} as const satisfies Record<string, Answer>

export type Reason = keyof typeof reasons

export class Refused extends Error {
  override readonly name = 'Refused'
  readonly reason: Reason

  constructor(reason: Reason, more: { cause?: unknown } = {}) {
    super(reasons[reason].text, more)
    this.reason = reason
  }

  get answer(): Answer {
    return reasons[this.reason]
  }
}

/** The sender went away: there is nobody to answer. */
export class Gone extends Error {
  override readonly name = 'Gone'
}
