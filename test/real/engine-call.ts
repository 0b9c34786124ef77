// Asks a Docker engine over its socket, in the plainest way: tests judge the product's own way by it.
import { createReadStream } from 'node:fs'
import { request } from 'node:http'
import type { ClientRequest } from 'node:http'

export interface EngineAnswer {
  readonly status: number
  /** As JSON where it is some. */
  readonly body: unknown
}

const limit = 120_000

export function callEngine(
  socket: string,
  method: string,
  path: string,
  body?: object,
): Promise<EngineAnswer> {
  const text = body === undefined ? '' : JSON.stringify(body)
  return answerTo(socket, method, path, 'application/json', (ask) => ask.end(text))
}

/** A file of images, as `docker save` writes them. */
export async function loadImages(socket: string, file: string): Promise<void> {
  const send = (ask: ClientRequest): void => void createReadStream(file).pipe(ask)
  const path = '/images/load?quiet=true'
  const { status, body } = await answerTo(socket, 'POST', path, 'application/x-tar', send)
  const said = typeof body === 'string' ? body : JSON.stringify(body)
  if (status !== 200 || said.includes('errorDetail')) throw new Error(`${file}: ${said}`)
}

function answerTo(
  socketPath: string,
  method: string,
  path: string,
  type: string,
  send: (ask: ClientRequest) => void,
): Promise<EngineAnswer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': type, host: 'docker' }
    const ask = request({ socketPath, method, path, headers, timeout: limit }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.once('error', reject)
      answer.once('end', () => {
        const text = Buffer.concat(pieces).toString('utf8')
        resolve({ status: answer.statusCode ?? 0, body: asJson(text) })
      })
    })
    ask.once('timeout', () => ask.destroy(new Error(`${method} ${path}: no answer in time`)))
    ask.once('error', reject)
    send(ask)
  })
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
