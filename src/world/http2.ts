// The door for one HTTP/2 POST, as gRPC needs it: prior knowledge without TLS, ALPN with it, trailers kept.
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as startSession,
} from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { bare, closedEarly, connect } from './connection.ts'
import { collect, flat, type Post, type Reply } from './http.ts'

/** The other side completed TLS and then did not offer HTTP/2. */
export class NoHttp2 extends Error {
  override readonly name = 'NoHttp2'
}

export async function postOverHttp2(wish: Post): Promise<Reply> {
  const secure = wish.url.protocol === 'https:'
  const socket = await connect({
    host: bare(wish.url.hostname),
    port: Number(wish.url.port === '' ? (secure ? 443 : 80) : wish.url.port),
    tls: secure ? { ca: wish.ca === null ? null : [wish.ca], alpn: 'h2' } : null,
    proxy: wish.proxy,
    signal: wish.signal,
  })
  try {
    if (secure && (socket as TLSSocket).alpnProtocol !== 'h2')
      throw new NoHttp2('no HTTP/2 offered')
    return await converse(wish, startSession(wish.url, { createConnection: () => socket }))
  } finally {
    socket.destroy()
  }
}

function converse(wish: Post, session: ClientHttp2Session): Promise<Reply> {
  const { signal } = wish
  const abort = (): void => void session.destroy(signal.reason as Error)
  return new Promise<Reply>((resolve, reject) => {
    session.on('error', reject)
    session.on('close', () => reject(closedEarly()))
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    else exchange(wish, session.request(requestHeaders(wish)), resolve, reject)
  }).finally(() => {
    signal.removeEventListener('abort', abort)
    session.destroy()
  })
}

function exchange(
  wish: Post,
  stream: ClientHttp2Stream,
  resolve: (reply: Reply) => void,
  reject: (cause: unknown) => void,
): void {
  let status = 0
  let headers: Record<string, string> = {}
  let trailers: Record<string, string> = {}
  stream.on('response', (answer) => {
    status = answer[':status'] ?? 0
    headers = flat(answer)
  })
  stream.on('trailers', (answer) => {
    trailers = flat(answer)
  })
  stream.on('error', reject)
  const settle = (body: Buffer): void =>
    status === 0 ? reject(closedEarly()) : resolve({ status, headers, trailers, body })
  // 'end' comes before the trailers do on some streams, 'close' never does.
  const wait = (body: Buffer): void => {
    if (body.length >= wish.limit || stream.closed) settle(body)
    else stream.once('close', () => settle(body))
  }
  collect(stream, wish.limit, wait, reject)
  stream.end(wish.body)
}

function requestHeaders(wish: Post): Record<string, string> {
  return {
    ':method': 'POST',
    ':path': wish.url.pathname,
    ...Object.fromEntries(
      Object.entries(wish.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
  }
}
