// The events that boards read, and what each one says of itself, as on the wire.

const attribution = ['agent.name', 'skill.name', 'plugin.name', 'mcp_server.name', 'mcp_tool.name']

/** Own fields only: who and where stand on all of them alike. */
export const eventFields = {
  user_prompt: ['prompt_length', 'command_name', 'command_source'],
  api_request: ['model', 'query_source', 'speed', 'effort', ...attribution],
  api_error: [
    'model',
    'status_code',
    'error',
    'attempt',
    'query_source',
    'speed',
    'effort',
    ...attribution,
  ],
  api_retries_exhausted: [
    'model',
    'status_code',
    'error',
    'total_attempts',
    'total_retry_duration_ms',
    'query_source',
    'speed',
    'effort',
  ],
  tool_decision: ['tool_name', 'decision', 'source', 'tool_source', 'permission_mode'],
  tool_result: ['tool_name', 'success', 'error_type', 'decision_type', 'decision_source'],
  compaction: ['trigger', 'success', 'pre_tokens', 'post_tokens'],
  subagent_completed: ['agent_type', 'model', 'is_async'],
} as const satisfies Record<string, readonly string[]>

export type EventName = keyof typeof eventFields

/** Events that carry a duration. */
export type TimedEvent = 'api_request' | 'tool_result'

/** Metrics and events use other words for it ("main", "repl_main_thread"): one filter cannot mean both. */
export const otherWords: readonly string[] = ['query_source']

export function isOwn(event: EventName, field: string): boolean {
  return (eventFields[event] as readonly string[]).includes(field)
}
