// Opens a server on a free port of loopback, and closes it with everything that still hangs on it.
import type { AddressInfo, Server, Socket } from 'node:net'

export interface Open {
  readonly port: number
  readonly url: string
  close(): Promise<void>
}

export async function openOnLoopback(server: Server): Promise<Open> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return { port, url: `http://127.0.0.1:${port}`, close }
}

export async function readBody(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
