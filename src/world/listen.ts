// The door for listening on loopback: one port that takes HTTP/1.1, HTTP/2 without TLS, and a proxy's CONNECT.
import { createServer as createHttp } from 'node:http'
import { createServer as createHttp2, type ServerHttp2Stream } from 'node:http2'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

export interface Heard {
  readonly method: string
  /** Without what comes after a question mark: that part may be secret. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Buffer
  readonly overHttp2: boolean
}

export interface Told {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Only HTTP/2 sends these. */
  readonly trailers?: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

export interface Listening {
  readonly port: number
  /** Ends every connection that is still open. */
  close(): Promise<void>
}

const mostBody = 8 * 1024 * 1024

type Answerer = (heard: Heard) => Told

/** A tunnel is never made: whoever asks for one is told no. */
export async function listenOnLoopback(answer: Answerer): Promise<Listening> {
  const plain = http1(answer)
  const multiplexed = http2(answer)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.once('readable', () => {
      const start = socket.read() as Buffer | null
      if (start === null) return socket.destroy()
      socket.unshift(start)
      const isHttp2 = start.subarray(0, 4).toString('latin1') === 'PRI '
      ;(isHttp2 ? multiplexed : plain).emit('connection', socket)
    })
  })
  const port = await open(server)
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return { port, close }
}

function open(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0, exclusive: true }, () =>
      resolve((server.address() as AddressInfo).port),
    )
  })
}

function http1(answer: Answerer) {
  const server = createHttp((request, response) => {
    const { method = '', url = '', headers } = request
    whole(request).then(
      (body) => {
        const told = answer({ method, path: bare(url), headers, body, overHttp2: false })
        response.writeHead(told.status, told.headers).end(told.body)
      },
      () => request.destroy(),
    )
  })
  server.on('connect', (_, socket) =>
    socket.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n'),
  )
  return server
}

function http2(answer: Answerer) {
  const server = createHttp2()
  server.on('sessionError', () => undefined)
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => undefined)
    const [method, path] = [String(headers[':method']), bare(String(headers[':path']))]
    whole(stream).then(
      (body) => say(stream, answer({ method, path, headers, body, overHttp2: true })),
      () => stream.close(),
    )
  })
  return server
}

function say(stream: ServerHttp2Stream, { status, headers, trailers, body }: Told): void {
  stream.respond({ ':status': status, ...headers }, { waitForTrailers: trailers !== undefined })
  stream.on('wantTrailers', () => stream.sendTrailers({ ...trailers }))
  stream.end(body)
}

function bare(url: string): string {
  return url.replace(/[?#].*$/s, '')
}

async function whole(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of stream) {
    size += (part as Buffer).length
    if (size > mostBody) throw new Error('too much')
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts)
}
