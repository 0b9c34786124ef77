// Stands where the user's endpoint stands, for one run: sees which signal comes in where, and keeps nothing of it.
import { type Heard, listenOnLoopback, type Told } from '../world/listen.ts'
import type { Ports } from './destination.ts'
import type { Arrival } from './reason.ts'
import type { Signal } from './result.ts'

export interface Receiver {
  readonly ports: Ports
  readonly arrivals: Readonly<Record<Signal, Arrival[]>>
  close(): Promise<void>
}

export async function receiver(): Promise<Receiver> {
  const arrivals: Record<Signal, Arrival[]> = { metrics: [], logs: [] }
  const places = ['meant', 'malformed', 'unset'] as const
  const open = await Promise.all(
    places.map((place) => listenOnLoopback((heard) => take(heard, place, arrivals))),
  )
  const [meant, malformed, unset] = open.map(({ port }) => port) as [number, number, number]
  return {
    ports: { meant, malformed, unset },
    arrivals,
    close: async () => void (await Promise.all(open.map((one) => one.close()))),
  }
}

function take(heard: Heard, place: keyof Ports, arrivals: Record<Signal, Arrival[]>): Told {
  const signal = signalOf(heard)
  const isRight = place === 'meant' && !isWrongPath(heard)
  if (signal !== null) arrivals[signal].push(place !== 'meant' ? place : isRight ? 'meant' : 'path')
  return heard.overHttp2 ? overGrpc : overHttp(heard, isRight)
}

const overGrpc: Told = {
  status: 200,
  headers: { 'content-type': 'application/grpc' },
  trailers: { 'grpc-status': '0' },
  body: Buffer.alloc(5),
}

function overHttp(heard: Heard, isRight: boolean): Told {
  const type = String(heard.headers['content-type'] ?? 'application/x-protobuf')
  const body = type.includes('json') ? '{}' : ''
  return { status: isRight ? 200 : 404, headers: { 'content-type': type }, body }
}

/** Nobody takes telemetry at the root, nor below the path of another signal. */
function isWrongPath({ path, overHttp2 }: Heard): boolean {
  return !overHttp2 && (path === '/' || /\/v1\/(?:metrics|logs|traces)\/v1\//.test(path))
}

const grpcPath = /^\/opentelemetry\.proto\.collector\.(metrics|logs)\./
const httpPath = /\/v1\/(metrics|logs)$/

/** An endpoint for one signal may have any path: then the scope in the message tells which signal it is. */
function signalOf({ path, body, headers }: Heard): Signal | null {
  const named = grpcPath.exec(path)?.[1] ?? httpPath.exec(path)?.[1]
  if (named !== undefined) return named as Signal
  if (headers['content-encoding'] !== undefined) return null
  if (body.includes('com.anthropic.claude_code.events')) return 'logs'
  return body.includes('com.anthropic.claude_code.tracing') ? null : 'metrics'
}
