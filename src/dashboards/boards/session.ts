// One session from its first prompt to its last, whatever the range.
import { type Board, estimate, type Panel, tokenTypes } from '../board.ts'
import type { EventName } from '../events.ts'
import type { MetricKey } from '../metrics.ts'
import { metrics } from '../metrics.ts'

const sum = (id: string, title: string, metric: MetricKey): Panel => ({
  id,
  title,
  description: metric === 'cost' ? estimate : metrics[metric].help,
  unit: metrics[metric].unit,
  measure: { op: 'total', of: { metric } },
  draw: 'number',
  width: 2,
})

const count = (id: string, title: string, event: EventName, description: string): Panel => ({
  id,
  title,
  description,
  unit: 'count',
  measure: { op: 'events', event },
  draw: 'number',
  width: 2,
})

const numbers: Panel[] = [
  sum('cost', 'Cost, estimate at list price', 'cost'),
  sum('tokens', 'Tokens, all types', 'tokens'),
  sum('active-time', 'Active time', 'activeTime'),
  count('prompts', 'Prompts', 'user_prompt', 'Prompts and commands that were typed.'),
  count('requests', 'Requests', 'api_request', 'Requests that were answered.'),
  count('tools', 'Tool calls', 'tool_result', 'Calls that ended, well or not.'),
]

const alongItsTime: Panel[] = [
  {
    id: 'lanes',
    title: 'Prompts, requests and tools',
    description: 'What ran when, and for how long.',
    unit: 'count',
    measure: { op: 'timeline', limit: 2000 },
    draw: 'lanes',
    width: 12,
  },
  {
    id: 'running-cost',
    title: 'Cost so far, estimate',
    description: `${estimate} Added up request by request.`,
    unit: 'usd',
    measure: { op: 'running', limit: 2000 },
    draw: 'running',
    width: 12,
  },
]

const splits: Panel[] = [
  {
    id: 'cost-by-model',
    title: 'Cost by model, estimate',
    description: estimate,
    unit: 'usd',
    measure: { op: 'by', of: { metric: 'cost' }, by: 'model' },
    draw: 'parts',
    width: 4,
  },
  {
    id: 'tokens-by-type',
    title: 'Tokens by type',
    description: metrics.tokens.help,
    unit: 'tokens',
    measure: { op: 'by', of: { metric: 'tokens' }, by: 'type' },
    draw: 'parts',
    width: 4,
    parts: tokenTypes,
  },
  {
    id: 'tools-by-name',
    title: 'Tool calls by tool',
    description: 'Calls that ended, well or not.',
    unit: 'count',
    measure: { op: 'events-by', event: 'tool_result', by: 'tool_name' },
    draw: 'parts',
    width: 4,
  },
]

export const session: Board = {
  id: 'session',
  title: 'One session',
  description: 'Prompts, requests and tools in the order in which they happened.',
  needs: 'session',
  panels: [
    ...numbers,
    ...alongItsTime,
    ...splits,
    {
      id: 'timeline',
      title: 'What happened',
      description: `Every step, in order. Cost: ${estimate}`,
      unit: 'count',
      measure: { op: 'timeline', limit: 2000 },
      draw: 'table',
      width: 12,
    },
  ],
}
