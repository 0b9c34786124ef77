// The door for one HTTP/1.1 POST: a limit in time (the signal) and in size, nothing followed, nothing retried.
import { request } from 'node:http'
import { rootCertificates } from 'node:tls'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { bare, closedEarly, connect } from './connection.ts'

export interface Post {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** A certificate authority in PEM, or null. HTTP/1.1 adds it to Node's own roots, HTTP/2 trusts it alone. */
  readonly ca: string | null
  readonly proxy: URL | null
  readonly signal: AbortSignal
  /** Of the answer's body, this many bytes are read at most. */
  readonly limit: number
}

export interface Reply {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** What came after the body; only HTTP/2 answers have any here. */
  readonly trailers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export const gzipped: (body: Uint8Array) => Promise<Buffer> = promisify(gzip)

export async function post(wish: Post): Promise<Reply> {
  const { url, signal } = wish
  const secure = url.protocol === 'https:'
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port)
  const ca = wish.ca === null ? null : [...rootCertificates, wish.ca]
  const socket = await connect({
    host: bare(url.hostname),
    port,
    tls: secure ? { ca, alpn: 'http/1.1' } : null,
    proxy: wish.proxy,
    signal,
  })
  try {
    return await exchange(wish, socket)
  } finally {
    socket.destroy()
  }
}

function exchange(wish: Post, socket: NodeJS.ReadWriteStream): Promise<Reply> {
  const { url, signal } = wish
  return new Promise((resolve, reject) => {
    const asking = request({
      method: 'POST',
      path: url.pathname,
      headers: { host: url.host, ...wish.headers, 'content-length': String(wish.body.length) },
      createConnection: () => socket as never,
    })
    const abort = (): void => void asking.destroy(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    asking.on('error', reject)
    asking.on('close', () => {
      signal.removeEventListener('abort', abort)
      reject(closedEarly())
    })
    asking.on('response', (answer) => {
      const headers = flat(answer.headers)
      const settle = (body: Buffer): void =>
        resolve({ status: answer.statusCode ?? 0, headers, trailers: {}, body })
      collect(answer, wish.limit, settle, reject)
    })
    asking.end(wish.body)
  })
}

/** Stops listening at the limit: an endless answer is as good as its beginning. */
export function collect(
  from: NodeJS.ReadableStream,
  limit: number,
  settle: (body: Buffer) => void,
  reject: (cause: unknown) => void,
): void {
  const parts: Buffer[] = []
  let size = 0
  from.on('data', (part: Buffer) => {
    parts.push(part)
    size += part.length
    if (size >= limit) settle(Buffer.concat(parts).subarray(0, limit))
  })
  from.on('end', () => settle(Buffer.concat(parts)))
  from.on('error', reject)
}

/** Repeated headers become one, as HTTP says. */
export function flat(
  headers: Readonly<Record<string, string | readonly string[] | number | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !name.startsWith(':'))
      .map(([name, value]) => [
        name.toLowerCase(),
        Array.isArray(value) ? value.join(', ') : String(value),
      ]),
  )
}
