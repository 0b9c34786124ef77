// The door for serving: listen on one port, of loopback unless told otherwise, and close without waiting for idle connections.
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import type { Server as AnyServer } from 'node:net'
import { codeOf } from './fault.ts'

export function httpServer(options: ServerOptions, answer: RequestListener): Server {
  return createServer(options, answer)
}

/** False when the port is taken or may not be used. */
export type Listener = Pick<AnyServer, 'listen' | 'once' | 'off'>

export function listenOn(server: Listener, port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown): void => {
      server.off('listening', listening)
      if (['EADDRINUSE', 'EACCES', 'EPERM'].includes(codeOf(cause) ?? '')) resolve(false)
      else reject(cause)
    }
    const listening = (): void => {
      server.off('error', failed)
      resolve(true)
    }
    server.once('error', failed)
    server.once('listening', listening)
    server.listen({ host, port, exclusive: true })
  })
}

/** Lets what is being answered end, for a while; then closes the rest. */
export function closeServer(server: Server, grace: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), grace)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
