// What people and tools said has no place in a store of numbers, unless its owner asks for it.
import type { Batch, Event, Fact, Labels } from './record.ts'

export const contents = ['prompts', 'responses', 'tool-details', 'tool-content', 'bodies'] as const
export type Content = (typeof contents)[number]

interface Rule {
  readonly attributes: readonly string[]
  /** Events whose attribute of this name is no content: a rating, the API's own words. */
  readonly except?: readonly string[]
}

const rules: Readonly<Record<Content, readonly Rule[]>> = {
  prompts: [
    { attributes: ['prompt', 'prompt_text', 'user_prompt', 'system_prompt', 'gen_ai.prompt'] },
    { attributes: ['gen_ai.input.messages', 'gen_ai.system_instructions'] },
  ],
  responses: [
    { attributes: ['response'], except: ['feedback_survey'] },
    { attributes: ['gen_ai.completion', 'gen_ai.output.messages'] },
  ],
  'tool-details': [
    { attributes: ['tool_input', 'tool_parameters', 'gen_ai.tool.call.arguments'] },
    { attributes: ['full_command', 'bash_command', 'command', 'file_path', 'hook_matcher'] },
    { attributes: ['error', 'error.message'], except: ['api_error', 'api_retries_exhausted'] },
    { attributes: ['exception.message', 'exception.stacktrace'] },
  ],
  'tool-content': [
    { attributes: ['tool_output', 'tool_result', 'new_context', 'gen_ai.tool.call.result'] },
  ],
  bodies: [{ attributes: ['body', 'body_ref', 'request_body', 'response_body', 'error_body'] }],
}

/** Attribute → events in which it is no content. */
type Spoken = ReadonlyMap<string, readonly string[]>

/** Made once for each choice: it is asked for with every request. */
const made = new Map<string, Spoken>()

function spokenBut(allowed: readonly Content[]): Spoken {
  const dropped = contents.filter((one) => !allowed.includes(one))
  const known = made.get(dropped.join())
  if (known !== undefined) return known
  const pairs = dropped
    .flatMap((one) => rules[one])
    .flatMap(({ attributes, except = [] }) => attributes.map((name) => [name, except] as const))
  const spoken = new Map(pairs)
  made.set(dropped.join(), spoken)
  return spoken
}

/** The same rules for those who drop it elsewhere: in the Collector. */
export function spokenAttributes(
  allowed: readonly Content[],
): { readonly name: string; readonly except: readonly string[] }[] {
  return [...spokenBut(allowed)].map(([name, except]) => ({ name, except }))
}

/** `allowed` names what may stay. */
export function withoutContent(batch: Batch, allowed: readonly Content[] = []): Batch {
  const names = spokenBut(allowed)
  const speaks = (event: Event, name: string): boolean =>
    names.get(name)?.includes(event.name) === false
  const mute = allowed.includes('tool-details') ? (record: Fact): Fact => record : withoutCommand
  return { ...batch, records: batch.records.map((record) => silent(mute(record), speaks)) }
}

/** How a sender was started, as SDKs like to tell: a prompt may be a part of it. */
export const commandAttributes = ['process.command', 'process.command_args', 'process.command_line']
const muted = new WeakMap<Labels, Labels>()

function withoutCommand(record: Fact): Fact {
  const { resource } = record
  if (!commandAttributes.some((name) => Object.hasOwn(resource, name))) return record
  const known = muted.get(resource)
  if (known !== undefined) return { ...record, resource: known }
  const kept = Object.entries(resource).filter(([name]) => !commandAttributes.includes(name))
  const after = Object.fromEntries(kept)
  // One resource stands for many records, and stays one.
  muted.set(resource, after)
  return { ...record, resource: after }
}

function silent(record: Fact, speaks: (event: Event, name: string) => boolean): Fact {
  if (record.kind !== 'event') return record
  const entries = Object.entries(record.attributes)
  const kept = entries.filter(([name]) => !speaks(record, name))
  return kept.length === entries.length
    ? record
    : { ...record, attributes: Object.fromEntries(kept) }
}
