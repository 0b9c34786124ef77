// Fake: a proxy that leads every CONNECT to one port on loopback, whatever host was asked for, or refuses.
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { listening } from './fake-otlp-receiver.ts'

export interface Asked {
  readonly target: string
  readonly authorization: string | null
}

export async function fakeProxy(
  port: number,
  refusal: number | null = null,
): Promise<{ url: string; asked: Asked[]; direct: string[] }> {
  const asked: Asked[] = []
  const direct: string[] = []
  const server = createServer((request, answer) => {
    direct.push(request.url ?? '')
    answer.writeHead(500).end()
  })
  server.on('connect', (request, socket) => {
    asked.push({
      target: request.url ?? '',
      authorization: request.headers['proxy-authorization'] ?? null,
    })
    socket.on('error', () => undefined)
    if (refusal !== null) return socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`)
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
  })
  return { url: (await listening(server)).endpoint, asked, direct }
}
