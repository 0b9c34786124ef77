// Stands in for the Messages API for one run, and for every proxy: one short reply, and no way out of the machine.
import { type Heard, listenOnLoopback, type Told } from '../world/listen.ts'

export interface StandIn {
  readonly port: number
  /** What the client called itself when it asked for a message; empty when it never asked. */
  readonly askedBy: readonly string[]
  close(): Promise<void>
}

export async function standIn(): Promise<StandIn> {
  const askedBy: string[] = []
  const { port, close } = await listenOnLoopback((heard) => {
    if (heard.method !== 'POST' || heard.path !== '/v1/messages') return harmless(heard)
    askedBy.push(String(heard.headers['user-agent'] ?? ''))
    return reply(heard)
  })
  return { port, askedBy, close }
}

function harmless({ path }: Heard): Told {
  const isCount = path === '/v1/messages/count_tokens'
  return json(
    isCount ? 200 : 404,
    isCount
      ? { input_tokens: 1 }
      : { type: 'error', error: { type: 'not_found_error', message: 'stand-in' } },
  )
}

function json(status: number, body: unknown): Told {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

const text = { type: 'text', text: 'ok' }
const usage = {
  input_tokens: 1,
  output_tokens: 1,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
}

function reply({ body }: Heard): Told {
  const asked = parsed(body)
  const message = {
    id: 'msg_stand_in',
    type: 'message',
    role: 'assistant',
    model: typeof asked['model'] === 'string' ? asked['model'] : 'none',
    stop_sequence: null,
    usage,
  }
  if (asked['stream'] !== true)
    return json(200, { ...message, content: [text], stop_reason: 'end_turn' })
  const events = [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: text.text } },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 1 },
    },
    { type: 'message_stop' },
  ]
  const stream = events
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('')
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: stream }
}

function parsed(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body.toString()) as Record<string, unknown>
  } catch {
    return {}
  }
}
