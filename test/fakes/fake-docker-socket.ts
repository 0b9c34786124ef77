// A fake: something on a real socket that fails in one chosen way where a Docker engine would answer.
import { createServer as createHttp } from 'node:http'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'

export type Behaviour =
  | {
      readonly kind: 'answers'
      readonly version: unknown
      readonly info?: unknown
      readonly status?: number
    }
  | { readonly kind: 'hangs' }
  | { readonly kind: 'drips' }
  | { readonly kind: 'garbage'; readonly bytes: string }
  | { readonly kind: 'hangs-up' }

export interface FakeEngine {
  readonly asked: readonly string[]
  stop(): Promise<void>
}

/** `where` is the path of a unix socket, or a port on loopback. */
export async function fakeEngine(
  where: string | number,
  behaviour: Behaviour,
): Promise<FakeEngine> {
  const asked: string[] = []
  const open = new Set<Socket>()
  const server: Server =
    behaviour.kind === 'answers' ? answering(behaviour, asked) : createServer(rude(behaviour))
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    if (typeof where === 'number') server.listen(where, '127.0.0.1', resolve)
    else server.listen(where, resolve)
  })
  return {
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

function answering(behaviour: Extract<Behaviour, { kind: 'answers' }>, asked: string[]): Server {
  return createHttp((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const body = request.url?.endsWith('/info') ? (behaviour.info ?? {}) : behaviour.version
    response.writeHead(behaviour.status ?? 200, { 'content-type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
}

function rude(behaviour: Exclude<Behaviour, { kind: 'answers' }>): (socket: Socket) => void {
  if (behaviour.kind === 'hangs') return (socket) => void socket.resume()
  if (behaviour.kind === 'hangs-up') return (socket) => void socket.once('data', () => socket.end())
  if (behaviour.kind === 'garbage')
    return (socket) => void socket.once('data', () => socket.end(behaviour.bytes))
  return (socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"ApiVersion":"')
      const drip = setInterval(() => socket.write('1'), 50)
      socket.once('close', () => clearInterval(drip))
    })
  }
}
