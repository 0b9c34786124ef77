// Passes one gRPC call on to a real server, as its sender wrote it, and gives what came back.
import { connect, type IncomingHttpHeaders } from 'node:http2'

export interface GrpcReply {
  readonly status: number
  readonly body: Buffer
  readonly trailers: Record<string, string>
}

const limit = 30_000

export function passOnGrpc(
  port: number,
  call: {
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly raw: Buffer
  },
): Promise<GrpcReply> {
  return new Promise((resolve, reject) => {
    const line = connect(`http://127.0.0.1:${port}`)
    const fail = (cause: Error): void => {
      line.destroy()
      reject(cause)
    }
    line.on('error', fail)
    line.on('close', () => reject(new Error('the line was closed')))
    const own = Object.entries(call.headers).filter(
      ([name]) => !name.startsWith(':') && name !== 'host' && name !== 'content-length',
    )
    const stream = line.request({
      ...Object.fromEntries(own),
      ':method': 'POST',
      ':path': call.path,
    })
    stream.setTimeout(limit, () => fail(new Error('no answer')))
    const parts: Buffer[] = []
    let trailers: IncomingHttpHeaders = {}
    // An answer without a body carries its status in the head.
    stream.on('response', (head) => void (trailers = head))
    stream.on('trailers', (tail) => void (trailers = tail))
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('error', fail)
    stream.on('end', () => {
      const status = Number(trailers['grpc-status'] ?? Number.NaN)
      if (Number.isNaN(status)) return fail(new Error('no status'))
      resolve({ status, body: Buffer.concat(parts), trailers: grpcOnly(trailers) })
      line.close()
    })
    stream.end(call.raw)
  })
}

function grpcOnly(trailers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(trailers)
      .filter(([name]) => name.startsWith('grpc-'))
      .map(([name, value]) => [name, String(value)]),
  )
}
