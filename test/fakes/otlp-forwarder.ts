// Stands in front of a real receiver, passes every export on and every answer back, and writes down both.
import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createHttp2, type ServerHttp2Stream } from 'node:http2'
import { gunzipSync } from 'node:zlib'
import { openOnLoopback, readBody } from './loopback.ts'
import { passOnGrpc } from './otlp-forwarder-grpc.ts'
import { type Signal, signalOf } from './otlp-recorder.ts'

export type Answer = 'acknowledged' | 'refused' | 'none'

export interface Passed {
  readonly at: number
  readonly over: 'http' | 'grpc'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** As sent, and without compression and gRPC frame. */
  readonly raw: Buffer
  readonly message: Buffer
  readonly signal: Signal | null
  /** What the receiver said, whether or not the sender lived to hear it. */
  answer: Answer
  /** Of HTTP or gRPC; null while there is none. */
  status: number | null
}

export interface OtlpForwarder {
  readonly http: string
  readonly grpc: string
  readonly passed: readonly Passed[]
  /** From now on the receiver's answer is kept from the sender, for exports that this fits. */
  lose(fits: (one: Passed) => boolean, instead: Instead): void
  /** Resolves in the moment in which the next export is passed on, or acknowledged; or after the limit. */
  next(moment: Moment, limit: number): Promise<void>
  close(): Promise<void>
}

/** What the sender gets: a line that breaks, or a 503 of somebody in between. */
export type Instead = 'cut' | 'unavailable'

export type Moment = 'passed on' | 'acknowledged'

export interface Behind {
  readonly http: number
  readonly grpc: number
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Buffer
}

export async function otlpForwarder(behind: Behind): Promise<OtlpForwarder> {
  const passed: Passed[] = []
  const waiting = { 'passed on': new Set<() => void>(), acknowledged: new Set<() => void>() }
  const tell = (moment: Moment): void => {
    for (const one of waiting[moment]) one()
    waiting[moment].clear()
  }
  let isLost: (one: Passed) => boolean = () => false
  let instead: Instead = 'cut'
  const note: Note = (one) => {
    const noted: Passed = {
      ...one,
      at: Date.now(),
      signal: signalOf(one.path),
      answer: 'none',
      status: null,
    }
    passed.push(noted)
    tell('passed on')
    return noted
  }
  const answered: Answered = (one, status, good) => {
    one.status = status
    one.answer = good ? 'acknowledged' : 'refused'
    if (good) tell('acknowledged')
    return isLost(one) ? instead : null
  }
  const http = await openOnLoopback(
    createServer((request, response) => void passHttp(request, response, behind, note, answered)),
  )
  const door = createHttp2()
  door.on('stream', (stream, headers) => void passGrpc(stream, headers, behind, note, answered))
  const grpc = await openOnLoopback(door)
  const next = (moment: Moment, limit: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, limit)
      waiting[moment].add(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  return {
    http: http.url,
    grpc: grpc.url,
    passed,
    lose: (fits, how) => {
      isLost = fits
      instead = how
    },
    next,
    close: async () => void (await Promise.all([http.close(), grpc.close()])),
  }
}

type Note = (one: Pick<Passed, 'over' | 'path' | 'headers' | 'raw' | 'message'>) => Passed

/** Notes the answer; null when the sender shall hear it. */
type Answered = (one: Passed, status: number, good: boolean) => Instead | null

async function passHttp(
  request: IncomingMessage,
  response: ServerResponse,
  behind: Behind,
  note: Note,
  answered: Answered,
): Promise<void> {
  response.on('error', () => undefined)
  try {
    const raw = await readBody(request)
    const headers = plain(request.headers)
    const message = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
    const one = note({ over: 'http', path: request.url ?? '', headers, raw, message })
    const reply = await passOnHttp(behind.http, one)
    const other = answered(one, reply.status, reply.status < 300)
    if (other === 'cut') return void request.socket.destroy()
    if (other === 'unavailable') return void response.writeHead(503).end()
    response.writeHead(reply.status, asHeaders(reply.headers))
    response.end(reply.body)
  } catch {
    // The sender left, or the receiver died: the other one sees a line that breaks, as it would without us.
    request.socket.destroy()
  }
}

const ofTheLine = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length'])

/** As the sender wrote it, over a line of its own. */
export function passOnHttp(
  port: number,
  { path, headers, raw }: Pick<Passed, 'path' | 'headers' | 'raw'>,
): Promise<Reply> {
  const kept = Object.entries(headers).filter(([name]) => !ofTheLine.has(name))
  return new Promise((resolve, reject) => {
    const onward = httpRequest(
      {
        port,
        host: '127.0.0.1',
        path,
        method: 'POST',
        agent: false,
        timeout: 30_000,
        headers: { ...Object.fromEntries(kept), 'content-length': raw.length },
      },
      (answer) => {
        readBody(answer).then(
          (body) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
          reject,
        )
      },
    )
    onward.on('timeout', () => onward.destroy(new Error('no answer')))
    onward.on('error', reject)
    onward.end(raw)
  })
}

async function passGrpc(
  stream: ServerHttp2Stream,
  headers: Readonly<Record<string, unknown>>,
  behind: Behind,
  note: Note,
  answered: Answered,
): Promise<void> {
  stream.on('error', () => undefined)
  try {
    const raw = await readBody(stream)
    const frame = raw.subarray(5)
    const one = note({
      over: 'grpc',
      path: String(headers[':path']),
      headers: plain(headers),
      raw,
      message: raw[0] === 1 ? gunzipSync(frame) : frame,
    })
    const { status, body, trailers } = await passOnGrpc(behind.grpc, one)
    const other = answered(one, status, status === 0)
    if (other === 'cut') return void stream.session?.destroy()
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc' },
      { waitForTrailers: true },
    )
    const said = other === null ? trailers : { 'grpc-status': '14' }
    stream.on('wantTrailers', () => stream.sendTrailers(said))
    stream.end(other === null ? body : undefined)
  } catch {
    stream.session?.destroy()
  }
}

function plain(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

function asHeaders(headers: Reply['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !ofTheLine.has(name))
      .map(([name, value]) => [name, String(value)]),
  )
}
