// Stands in for the Anthropic Messages API on loopback: says what a test wants, and keeps a ledger of what it gave.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { type Open, openOnLoopback, readBody } from './loopback.ts'
import { type Reply, streamed, whole } from './messages-reply.ts'

export interface Asked {
  readonly at: number
  readonly model: string
  readonly stream: boolean
  readonly headers: IncomingHttpHeaders
  readonly body: Readonly<Record<string, unknown>>
}

export interface Refusal {
  readonly status: number
  readonly type: string
  readonly headers?: Readonly<Record<string, string>>
}

export type Answer = Reply | Refusal | 'hang'

/** One line of the ledger: what was asked and what was given for it. */
export interface Given extends Asked {
  readonly answer: Answer
}

export interface FakeMessagesApi extends Open {
  /** Requests for a message, in order. */
  readonly ledger: readonly Given[]
  /** Everything else that was asked for: method and path. */
  readonly others: readonly string[]
}

/** `answer` is asked for each message; `turn` counts from 0. */
export async function fakeMessagesApi(
  answer: (asked: Asked, turn: number) => Answer,
): Promise<FakeMessagesApi> {
  const ledger: Given[] = []
  const others: string[] = []
  const server = createServer(async (request, response) => {
    const at = Date.now()
    const path = new URL(request.url ?? '/', 'http://fake').pathname
    const text = (await readBody(request)).toString()
    if (request.method !== 'POST' || path !== '/v1/messages') {
      others.push(`${request.method} ${path}`)
      return sayHarmless(path, response)
    }
    const body = JSON.parse(text) as Record<string, unknown>
    const asked = {
      at,
      model: String(body['model']),
      stream: body['stream'] === true,
      headers: request.headers,
      body,
    }
    const given = answer(asked, ledger.length)
    ledger.push({ ...asked, answer: given })
    say(given, asked, ledger.length, response)
  })
  return { ledger, others, ...(await openOnLoopback(server)) }
}

function say(answer: Answer, asked: Asked, turn: number, response: ServerResponse): void {
  if (answer === 'hang') return
  if ('status' in answer) {
    const error = { type: 'error', error: { type: answer.type, message: 'refused by the fake' } }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(JSON.stringify(error))
    return
  }
  const ids = { message: `msg_fake_${turn}`, tool: `toolu_fake_${turn}`, model: asked.model }
  const type = asked.stream ? 'text/event-stream' : 'application/json'
  response.writeHead(200, { 'content-type': type, 'request-id': `req_fake_${turn}` })
  response.end(asked.stream ? streamed(answer, ids) : JSON.stringify(whole(answer, ids)))
}

/** The client asks for more than messages at its start; none of it may fail loudly. */
function sayHarmless(path: string, response: ServerResponse): void {
  const known = path === '/v1/messages/count_tokens'
  response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
  response.end(
    known
      ? '{"input_tokens":1}'
      : '{"type":"error","error":{"type":"not_found_error","message":"fake"}}',
  )
}
