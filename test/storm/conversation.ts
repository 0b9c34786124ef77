// What the stand-in API says in a storm: so many turns for each prompt, told by the conversation itself, all with other numbers.
import type { Answer, Asked } from '../fakes/fake-messages-api.ts'

interface Message {
  readonly role: string
  readonly content: unknown
}

/** Reads the file in every turn but the last. A request without tools (a title) is answered at once. */
export function turns(count: number, file: string): (asked: Asked, turn: number) => Answer {
  return ({ body }, turn) => {
    const usage = {
      input_tokens: 100 + turn,
      output_tokens: 7 + 3 * turn,
      cache_read_input_tokens: 30_000 + 11 * turn,
      cache_creation_input_tokens: turn % 2 === 0 ? 0 : 500 + turn,
    }
    const hasTools = Array.isArray(body['tools']) && body['tools'].length > 0
    const done = toolResultsSincePrompt((body['messages'] ?? []) as readonly Message[])
    return hasTools && done < count - 1
      ? { tool: { name: 'Read', input: { file_path: file } }, usage }
      : { text: 'Done.', usage }
  }
}

function toolResultsSincePrompt(messages: readonly Message[]): number {
  let count = 0
  for (const { role, content } of messages.toReversed()) {
    if (role !== 'user') continue
    if (!holdsToolResult(content)) return count
    count += 1
  }
  return count
}

function holdsToolResult(content: unknown): boolean {
  return (
    Array.isArray(content) &&
    content.some((block) => (block as { type?: unknown }).type === 'tool_result')
  )
}
