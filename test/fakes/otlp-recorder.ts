// Records what the client exports in front of any receiver, over HTTP and gRPC, and answers as told.
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { createSecureServer, createServer as createHttp2, type ServerHttp2Stream } from 'node:http2'
import { createServer as createHttps } from 'node:https'
import type { SecureContextOptions } from 'node:tls'
import { gunzipSync } from 'node:zlib'
import { type Open, openOnLoopback, readBody } from './loopback.ts'

export type Signal = 'metrics' | 'logs' | 'traces'

export interface Export {
  readonly at: number
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** As sent, and without compression and gRPC frame. */
  readonly raw: Buffer
  readonly message: Buffer
  readonly signal: Signal | null
}

export type Said = number | 'hang'

export interface OtlpRecorder extends Open {
  readonly exports: readonly Export[]
  of(signal: Signal): readonly Export[]
  /** Resolves when an export fits; null after the limit. */
  waitFor(fits: (one: Export) => boolean, limit: number): Promise<Export | null>
  /** From now on; each request takes the first of several, the last one stays. */
  say(...answers: readonly Said[]): void
}

/** `keys` makes it a receiver behind TLS. */
export async function otlpRecorder(
  kind: 'http' | 'grpc' = 'http',
  keys: SecureContextOptions | null = null,
): Promise<OtlpRecorder> {
  const exports: Export[] = []
  let answers: readonly Said[] = [200]
  const take = (): Said => {
    const [first, ...rest] = answers
    if (rest.length > 0) answers = rest
    return first ?? 200
  }
  const record = (one: Omit<Export, 'at' | 'signal'>): void => {
    exports.push({ at: Date.now(), signal: signalOf(one.path), ...one })
  }
  const open = await openOnLoopback(
    kind === 'http' ? httpServer(record, take, keys) : grpcServer(record, take, keys),
  )
  const waitFor = async (fits: (one: Export) => boolean, limit: number): Promise<Export | null> => {
    for (const end = Date.now() + limit; Date.now() < end;) {
      const found = exports.find(fits)
      if (found !== undefined) return found
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    return null
  }
  return {
    exports,
    of: (signal) => exports.filter((one) => one.signal === signal),
    waitFor,
    say: (...next) => void (answers = next),
    ...open,
    url: keys === null ? open.url : open.url.replace('http:', 'https:'),
  }
}

type Record = (one: Omit<Export, 'at' | 'signal'>) => void

function httpServer(record: Record, take: () => Said, keys: SecureContextOptions | null) {
  const listener: RequestListener = async (request, response) => {
    const raw = await readBody(request)
    const message = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
    record({ path: request.url ?? '', headers: request.headers, raw, message })
    answerHttp(take(), String(request.headers['content-type']), response)
  }
  return keys === null ? createServer(listener) : createHttps(keys, listener)
}

function answerHttp(said: Said, type: string, response: ServerResponse): void {
  if (said === 'hang') return
  const isJson = type.includes('json')
  response.writeHead(said, { 'content-type': type })
  response.end(isJson ? '{}' : '')
}

/** gRPC in as little as the client needs: a frame in, an empty message and a status out. */
function grpcServer(record: Record, take: () => Said, keys: SecureContextOptions | null) {
  const server = keys === null ? createHttp2() : createSecureServer(keys)
  server.on('stream', async (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => undefined)
    const raw = await readBody(stream)
    const frame = raw.subarray(5)
    record({
      path: String(headers[':path']),
      headers,
      raw,
      message: raw[0] === 1 ? gunzipSync(frame) : frame,
    })
    const said = take()
    if (said === 'hang') return
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc' },
      { waitForTrailers: true },
    )
    stream.on('wantTrailers', () =>
      stream.sendTrailers({ 'grpc-status': String(grpcStatus[said] ?? 2) }),
    )
    stream.end(said === 200 ? Buffer.alloc(5) : undefined)
  })
  return server
}

const grpcStatus: Readonly<{ [http: number]: number }> = {
  200: 0,
  400: 3,
  401: 16,
  404: 12,
  503: 14,
}

export function signalOf(path: string): Signal | null {
  const word = /\/v1\/(metrics|logs|traces)$|\.(Metrics|Logs|Trace)Service\/Export$/i.exec(path)
  const found = (word?.[1] ?? word?.[2])?.toLowerCase()
  if (found === 'trace') return 'traces'
  return found === 'metrics' || found === 'logs' || found === 'traces' ? found : null
}
