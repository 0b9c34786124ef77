// A short question to a process of ours on this machine: never another host, never without a limit.
import { request } from 'node:http'

export interface Said {
  readonly status: number
  readonly body: string
}

const longest = 8 * 1024 * 1024

/** Null when nobody answers in time. */
export function get(url: string, limit: number): Promise<Said | null> {
  return new Promise((resolve) => {
    const asked = request(url, { timeout: limit, signal: AbortSignal.timeout(limit) }, (answer) => {
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
    asked.end()
  })
}
