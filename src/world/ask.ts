// A short question to a process of ours on this machine: never another host, never without a limit.
import { type OutgoingHttpHeaders, request } from 'node:http'

export interface Said {
  readonly status: number
  readonly body: string
}

const longest = 8 * 1024 * 1024

/** Null when nobody answers in time. */
export function get(url: string, limit: number): Promise<Said | null> {
  return ask(url, { method: 'GET' }, '', limit)
}

/** JSON to somebody who knows the token. */
export function post(
  url: string,
  wish: { readonly token: string; readonly body: string; readonly limit: number },
): Promise<Said | null> {
  const headers = {
    authorization: `Bearer ${wish.token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(wish.body),
  }
  return ask(url, { method: 'POST', headers }, wish.body, wish.limit)
}

function ask(
  url: string,
  how: { readonly method: string; readonly headers?: OutgoingHttpHeaders },
  said: string,
  limit: number,
): Promise<Said | null> {
  return new Promise((resolve) => {
    const options = { ...how, timeout: limit, signal: AbortSignal.timeout(limit) }
    const asked = request(url, options, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (piece: string) => {
        body += piece
        if (body.length > longest) asked.destroy()
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
      answer.on('error', () => resolve(null))
    })
    asked.on('error', () => resolve(null))
    asked.on('timeout', () => asked.destroy())
    asked.end(said)
  })
}
