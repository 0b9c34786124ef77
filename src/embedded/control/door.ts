// What the owner of this installation may ask of the running process: backup and forget. For programs that can read
// the private mark file, never for a web page.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Problem } from '../../errors.ts'

export type Actions = Readonly<Record<string, (wish: Wish) => Promise<unknown>>>
export type Wish = Readonly<Record<string, unknown>>

const prefix = '/control/'
const mostBody = 64 * 1024
const patience = 10_000

/** False when the request is for somebody else. */
export type ControlDoor = (request: IncomingMessage, response: ServerResponse) => boolean

export function controlDoor(token: string, actions: Actions): ControlDoor {
  return (request, response) => {
    const path = request.url ?? ''
    if (!path.startsWith(prefix)) return false
    const name = path.slice(prefix.length)
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    const why = refusalOf(request, token)
    if (why !== null) refuse(response, why, 'This door is for the program of its owner.')
    else if (action === undefined) refuse(response, 404, 'Nothing like that can be asked here.')
    else void answer(request, response, action)
    return true
  }
}

/** The status of a refusal; the same for every reason that has to do with who asks. */
function refusalOf({ method, headers, socket }: IncomingMessage, token: string): number | null {
  if (method !== 'POST') return 405
  const names = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${socket.localPort}`)
  // Browsers say where they come from, or where a page of theirs does. No program of ours does.
  const isBrowser = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined
  if (isBrowser || !names.includes(headers.host ?? '')) return 403
  if (headers['content-type'] !== 'application/json') return 415
  return same(headers.authorization ?? '', `Bearer ${token}`) ? null : 401
}

function same(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  action: Actions[string],
): Promise<void> {
  try {
    const data = await action(await wishIn(request))
    send(response, 200, { ok: true, data })
  } catch (cause) {
    const { code, message, hints } =
      cause instanceof Problem
        ? cause
        : new Problem('unexpected', 'Something went wrong in the engine.', {
            hints: ['claude-telemetry logs'],
          })
    send(response, 500, { ok: false, error: { code, message, hints } })
  }
}

async function wishIn(request: IncomingMessage): Promise<Wish> {
  const timer = setTimeout(() => request.destroy(), patience)
  try {
    let text = ''
    request.setEncoding('utf8')
    for await (const piece of request as AsyncIterable<string>) {
      text += piece
      if (text.length > mostBody) throw new Problem('bad-arguments', 'That is too much to ask.')
    }
    const wish: unknown = JSON.parse(text)
    if (typeof wish === 'object' && wish !== null) return wish as Wish
  } catch (cause) {
    if (cause instanceof Problem) throw cause
  } finally {
    clearTimeout(timer)
  }
  throw new Problem('bad-arguments', 'What was asked is not JSON.')
}

function refuse(response: ServerResponse, status: number, message: string): void {
  send(response, status, { ok: false, error: { code: 'refused', message, hints: [] } })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 ? { allow: 'POST' } : {}),
    // What was not read of a refused request is not worth reading.
    connection: 'close',
  })
  response.end(`${JSON.stringify(body)}\n`)
}
