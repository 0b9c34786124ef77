// A proxy that lets nothing through: what a program wants from outside of loopback ends here, and is written down.
import { createServer } from 'node:http'
import { type Open, openOnLoopback } from './loopback.ts'

export interface TrapProxy extends Open {
  readonly attempts: readonly string[]
  /** Variables that lead a client here. */
  readonly env: Readonly<Record<string, string>>
}

export async function trapProxy(): Promise<TrapProxy> {
  const attempts: string[] = []
  const server = createServer((request, response) => {
    attempts.push(request.url ?? '')
    response.writeHead(502).end()
  })
  server.on('connect', (request, socket) => {
    attempts.push(request.url ?? '')
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  const open = await openOnLoopback(server)
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']
  // The client sends even a model call to loopback through a proxy, unless told not to.
  const env = {
    ...Object.fromEntries(names.map((name) => [name, open.url])),
    NO_PROXY: '127.0.0.1',
  }
  return { attempts, env, ...open }
}
