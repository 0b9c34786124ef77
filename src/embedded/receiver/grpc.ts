// OTLP over gRPC: the same desk behind another door. One call is one HTTP/2 stream with one message each way.
import { encodeAnswer, type Signal } from '../../ledger/otlp/answer.ts'
import {
  type Http2Listening,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
  serveHttp2,
} from '../../world/serve-http2.ts'
import { inflated, readBody } from './body.ts'
import { stranger } from './entrance.ts'
import { frameOf, framed, head as frameHead } from './grpc-frame.ts'
import type { Desk } from './http.ts'
import { leftOut } from './intake.ts'
import { Gone, Refused } from './refused.ts'
import { Turnstile } from './waiting.ts'

export type GrpcListening = Http2Listening

const limits = { streams: 64, headBytes: 16 * 1024, idle: 10 * 60_000 } as const

const methods: Readonly<Record<string, Signal>> = {
  '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export': 'metrics',
  '/opentelemetry.proto.collector.logs.v1.LogsService/Export': 'logs',
  '/opentelemetry.proto.collector.trace.v1.TraceService/Export': 'traces',
}

export function listenGrpc(desk: Desk, host: string, port: number): Promise<GrpcListening | null> {
  const turnstile = new Turnstile(2)
  return serveHttp2({ host, port, limits }, (stream, headers) => {
    take(stream, headers, desk, turnstile).then(
      (message) => succeed(stream, message),
      (fault: unknown) => {
        if (fault instanceof Gone) return desk.gone()
        const refused =
          fault instanceof Refused ? fault : new Refused('store-failed', { cause: fault })
        desk.refused(refused)
        refuse(stream, refused)
      },
    )
  })
}

async function take(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  desk: Desk,
  turnstile: Turnstile,
): Promise<Uint8Array> {
  const { signal, encoding } = heading(headers, desk)
  const claim = desk.enter()
  try {
    // Unfinished messages are claimed piece by piece, as over HTTP.
    const { inflated: most, bodyTime } = desk.limits
    const sent = await readBody(stream, claim, { body: most + frameHead, bodyTime })
    // Torn off, a stream looks as if it had ended.
    if (stream.aborted) throw new Gone('the sender left')
    const { packed, message } = frameOf(sent)
    if (packed && encoding !== 'gzip') throw new Refused('encoding')
    const batch = await turnstile
      .pass(async () => {
        const body = packed ? await inflated(message, most) : message
        if (packed && !claim.more(body.length)) throw new Refused('crowded')
        desk.took('grpc', sent.length, body.length)
        return { stored: desk.intake(signal, 'protobuf', body) }
      })
      .then(({ stored }) => stored)
    const { count, reason } = leftOut(batch)
    return encodeAnswer(signal, 'protobuf', count, reason)
  } finally {
    claim.free()
  }
}

function heading(
  headers: IncomingHttpHeaders,
  { entrance }: Desk,
): { signal: Signal; encoding: string } {
  const wrong = stranger(entrance, {
    host: headers[':authority'] ?? headers.host,
    origin: headers.origin,
    authorization: headers.authorization,
  })
  if (wrong !== null) throw new Refused(wrong)
  const path = headers[':path'] ?? ''
  const signal = Object.hasOwn(methods, path) ? methods[path] : undefined
  if (signal === undefined) throw new Refused('no-such-path')
  if (headers[':method'] !== 'POST') throw new Refused('method')
  if (!/^application\/grpc(?:\+proto)?(?:;|$)/.test(headers['content-type'] ?? ''))
    throw new Refused('content-type')
  const encoding = String(headers['grpc-encoding'] ?? 'identity')
  if (encoding !== 'gzip' && encoding !== 'identity') throw new Refused('encoding')
  return { signal, encoding }
}

const answering = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': 'identity,gzip',
} as const

function succeed(stream: ServerHttp2Stream, message: Uint8Array): void {
  if (stream.destroyed || stream.headersSent) return
  stream.respond(answering, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.end(framed(message))
}

/** By trailers alone; then no more of the message is wanted. */
function refuse(stream: ServerHttp2Stream, { answer, message }: Refused): void {
  if (stream.destroyed || stream.headersSent) return
  const status = { 'grpc-status': String(answer.grpc), 'grpc-message': encodeURI(message) }
  stream.respond({ ...answering, ...status }, { endStream: true })
  stream.resume()
  if (!stream.readableEnded) stream.close()
}
