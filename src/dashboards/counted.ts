// Fields by which the store counts events in slots. It sums what comes under these names: a change is a migration.
import type { EventName } from './events.ts'

const attribution = ['agent.name', 'skill.name', 'plugin.name', 'mcp_server.name', 'mcp_tool.name']

export const countedFields: Readonly<Partial<Record<EventName, readonly string[]>>> = {
  user_prompt: ['command_name', 'command_source', 'app.version'],
  api_request: ['model', 'query_source', 'speed', 'effort', ...attribution, 'app.version'],
  api_error: ['model', 'status_code', 'attempt', 'query_source', 'app.version'],
  api_retries_exhausted: ['model', 'status_code', 'total_attempts', 'query_source'],
  tool_decision: ['tool_name', 'decision', 'source', 'tool_source', 'permission_mode'],
  tool_result: [
    'tool_name',
    'success',
    'error_type',
    'decision_type',
    'decision_source',
    'app.version',
  ],
  compaction: ['trigger', 'success'],
  subagent_completed: ['agent_type', 'model', 'is_async'],
}

export function isCounted(event: EventName, field: string): boolean {
  return countedFields[event]?.includes(field) === true
}
