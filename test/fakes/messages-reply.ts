// One reply of the Messages API, whole or as a stream of events, with the usage that a test chose.

export interface Usage {
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_read_input_tokens?: number
  readonly cache_creation_input_tokens?: number
}

export interface Reply {
  readonly text?: string
  readonly tool?: { readonly name: string; readonly input: Readonly<Record<string, unknown>> }
  readonly usage: Usage
}

export interface Ids {
  readonly message: string
  readonly tool: string
  readonly model: string
}

type Block = Readonly<Record<string, unknown>>

function blocksOf({ text, tool }: Reply, ids: Ids): Block[] {
  const said = text === undefined ? [] : [{ type: 'text', text }]
  return tool === undefined ? said : [...said, { type: 'tool_use', id: ids.tool, ...tool }]
}

function stopReason({ tool }: Reply): string {
  return tool === undefined ? 'end_turn' : 'tool_use'
}

export function whole(reply: Reply, ids: Ids): Block {
  return {
    ...envelope(ids),
    content: blocksOf(reply, ids),
    stop_reason: stopReason(reply),
    usage: fullUsage(reply.usage),
  }
}

function envelope(ids: Ids): Block {
  const nothing = { content: [], stop_reason: null, stop_sequence: null }
  return { id: ids.message, type: 'message', role: 'assistant', model: ids.model, ...nothing }
}

function fullUsage(usage: Usage): Usage {
  return { cache_read_input_tokens: 0, cache_creation_input_tokens: 0, ...usage }
}

/** As the API does it: what went in is known at the start, what came out at the end. */
export function streamed(reply: Reply, ids: Ids): string {
  const usage = fullUsage(reply.usage)
  const start = { ...envelope(ids), usage: { ...usage, output_tokens: 1 } }
  const events: Block[] = [
    { type: 'message_start', message: start },
    { type: 'ping' },
    ...blocksOf(reply, ids).flatMap(blockEvents),
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason(reply), stop_sequence: null },
      usage: { output_tokens: usage.output_tokens },
    },
    { type: 'message_stop' },
  ]
  return events
    .map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('')
}

function blockEvents(block: Block, index: number): Block[] {
  const [empty, delta] =
    block['type'] === 'text'
      ? [
          { type: 'text', text: '' },
          { type: 'text_delta', text: block['text'] },
        ]
      : [
          { ...block, input: {} },
          { type: 'input_json_delta', partial_json: JSON.stringify(block['input']) },
        ]
  return [
    { type: 'content_block_start', index, content_block: empty },
    { type: 'content_block_delta', index, delta },
    { type: 'content_block_stop', index },
  ]
}
