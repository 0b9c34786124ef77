// Writes one answer, and sees to it that a sender who is still sending can read it.
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** So long the rest of a refused body is read away; a line cut at once would swallow the answer. */
const grace = 1_000

export function reply(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Reply,
): void {
  const isWhole = request.complete
  response.writeHead(status, {
    ...headers,
    'content-length': String(body.length),
    'x-content-type-options': 'nosniff',
    ...(!isWhole && { connection: 'close' }),
  })
  if (isWhole) return void response.end(body)
  response.write(body)
  const timer = setTimeout(() => request.destroy(), grace)
  const end = (): void => {
    clearTimeout(timer)
    response.end()
  }
  request.once('end', end).once('close', end).once('error', end).resume()
}
