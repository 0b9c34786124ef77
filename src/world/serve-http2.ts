// The door for serving HTTP/2 without TLS, as gRPC speaks it on one machine: streams in, and an end for all of them.
import {
  createServer,
  type IncomingHttpHeaders,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import { listenOn } from './serve.ts'

export type { IncomingHttpHeaders, ServerHttp2Stream }

export interface Http2Limits {
  /** Streams of one connection at once. */
  readonly streams: number
  readonly headBytes: number
  /** Milliseconds that a connection may do nothing. */
  readonly idle: number
}

export interface Http2Listening {
  readonly port: number
  /** Lets open streams end, for a while. */
  close(grace?: number): Promise<void>
}

const usualGrace = 2_000

/** Null: the port is taken. */
export async function serveHttp2(
  { host, port, limits }: { host: string; port: number; limits: Http2Limits },
  answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
): Promise<Http2Listening | null> {
  const sessions = new Set<ServerHttp2Session>()
  const server = createServer({
    settings: { maxConcurrentStreams: limits.streams, maxHeaderListSize: limits.headBytes },
    // More than that many at once, and the connection is one that only wants to harm.
    maxSessionInvalidFrames: 100,
  })
  server.on('session', (session) => {
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
    session.on('error', () => undefined)
    session.setTimeout(limits.idle, () => session.close())
  })
  // Whoever speaks something else has nothing to be told.
  server.on('sessionError', () => undefined)
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined)
    answer(stream, headers)
  })
  if (!(await listenOn(server, port, host))) return null
  server.on('error', () => undefined)
  const { port: bound } = server.address() as AddressInfo
  return { port: bound, close: (grace = usualGrace) => closeAll(server, sessions, grace) }
}

function closeAll(
  server: Http2Server,
  sessions: ReadonlySet<ServerHttp2Session>,
  grace: number,
): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      for (const session of sessions) session.destroy()
    }, grace)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    for (const session of sessions) session.close()
  })
}
