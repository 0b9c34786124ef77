// Fake: OTLP receivers on loopback that say whatever a test wants them to, and remember what they were sent.
import { type IncomingHttpHeaders, type RequestListener, createServer } from 'node:http'
import {
  type ServerHttp2Stream,
  createSecureServer,
  createServer as createHttp2Server,
} from 'node:http2'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Seen {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface FakeReceiver {
  readonly port: number
  readonly endpoint: string
  readonly seen: Seen[]
}

export interface Said {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

type Keys = { readonly key: Buffer; readonly cert: Buffer } | null

/** Every socket is cut at the end of the test: a hung answer must not hold the runner. */
export async function listening(
  server: Server,
  scheme = 'http',
): Promise<{ port: number; endpoint: string }> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { port, endpoint: `${scheme}://127.0.0.1:${port}` }
}

export async function fakeHttpReceiver(
  say: (seen: Seen) => Said | 'hang',
  keys: Keys = null,
): Promise<FakeReceiver> {
  const seen: Seen[] = []
  const listener: RequestListener = async (asked, answer) => {
    const parts: Buffer[] = []
    for await (const part of asked) parts.push(part as Buffer)
    const one = { path: asked.url ?? '', headers: asked.headers, body: Buffer.concat(parts) }
    seen.push(one)
    const said = say(one)
    if (said === 'hang') return
    answer.writeHead(said.status ?? 200, said.headers)
    answer.end(said.body)
  }
  const server = keys === null ? createServer(listener) : createTlsServer(keys, listener)
  return { seen, ...(await listening(server, keys === null ? 'http' : 'https')) }
}

export interface GrpcSaid extends Said {
  readonly trailers?: Readonly<Record<string, string>>
}

export async function fakeGrpcReceiver(
  say: (seen: Seen) => GrpcSaid | 'hang' | 'reset',
  keys: Keys = null,
): Promise<FakeReceiver> {
  const seen: Seen[] = []
  const server = keys === null ? createHttp2Server() : createSecureServer(keys)
  server.on('stream', async (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => undefined)
    const parts: Buffer[] = []
    for await (const part of stream) parts.push(part as Buffer)
    const one = { path: String(headers[':path']), headers, body: Buffer.concat(parts) }
    seen.push(one)
    const said = say(one)
    if (said === 'hang') return
    if (said === 'reset') return stream.close(2)
    answer(stream, said)
  })
  return { seen, ...(await listening(server, keys === null ? 'http' : 'https')) }
}

function answer(stream: ServerHttp2Stream, said: GrpcSaid): void {
  const { trailers } = said
  stream.respond(
    { ':status': said.status ?? 200, 'content-type': 'application/grpc', ...said.headers },
    { waitForTrailers: trailers !== undefined },
  )
  stream.on('wantTrailers', () => stream.sendTrailers({ ...trailers }))
  stream.end(said.body)
}
