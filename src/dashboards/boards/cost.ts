// Where the money and the tokens went.
import { type Board, estimate, type Panel, tokenTypes } from '../board.ts'
import { byTitle, type LabelName } from '../labels.ts'

const total: Panel[] = [
  {
    id: 'cost',
    title: 'Cost, estimate at list price',
    description: estimate,
    unit: 'usd',
    measure: { op: 'total', of: { metric: 'cost' } },
    draw: 'number',
    width: 3,
  },
  {
    id: 'tokens',
    title: 'Tokens, all types',
    description: 'All that the model read and wrote.',
    unit: 'tokens',
    measure: { op: 'total', of: { metric: 'tokens' } },
    draw: 'number',
    width: 3,
  },
  {
    id: 'requests',
    title: 'Requests',
    description: 'Requests that were answered.',
    unit: 'count',
    measure: { op: 'events', event: 'api_request' },
    draw: 'number',
    width: 3,
  },
  {
    id: 'cost-per-session',
    title: 'Cost per session started, estimate',
    description: `${estimate} Work in a session that began before the range counts too.`,
    unit: 'usd',
    measure: { op: 'ratio', of: { metric: 'cost' }, to: { metric: 'sessions' } },
    draw: 'number',
    width: 3,
  },
]

const split = (metric: 'cost' | 'tokens', by: LabelName): Panel => ({
  id: `${metric}-by-${by.replaceAll('_', '-')}`,
  title: `${metric === 'cost' ? 'Cost, estimate' : 'Tokens'}, by ${byTitle(by).replace(/^[A-Z](?![A-Z])/, (first) => first.toLowerCase())}`,
  description: metric === 'cost' ? estimate : 'All types of tokens together.',
  unit: metric === 'cost' ? 'usd' : 'tokens',
  measure: { op: 'by', of: { metric }, by },
  draw: 'parts',
  width: 4,
})

export const cost: Board = {
  id: 'cost',
  title: 'Cost and tokens',
  description: 'Where the money and the tokens went. Money is an estimate at list price.',
  panels: [
    ...total,
    {
      id: 'cost-over-time',
      title: 'Cost by model, estimate at list price',
      description: estimate,
      unit: 'usd',
      measure: { op: 'over-time', of: { metric: 'cost' }, by: 'model' },
      draw: 'stack',
      width: 6,
    },
    {
      id: 'tokens-over-time',
      title: 'Tokens by type',
      description: 'All that the model read and wrote.',
      unit: 'tokens',
      measure: { op: 'over-time', of: { metric: 'tokens' }, by: 'type' },
      draw: 'stack',
      width: 6,
      parts: tokenTypes,
    },
    { ...split('cost', 'model'), heading: 'Cost, split' },
    split('cost', 'query_source'),
    split('cost', 'agent_name'),
    split('cost', 'skill_name'),
    split('cost', 'mcp_server_name'),
    split('cost', 'effort'),
    split('cost', 'repository'),
    split('cost', 'user_id'),
    split('cost', 'terminal_type'),
    { ...split('tokens', 'model'), heading: 'Tokens, split' },
    split('tokens', 'query_source'),
    { ...split('tokens', 'type'), parts: tokenTypes },
    {
      id: 'top-sessions',
      title: 'Sessions that cost most, estimate',
      description: `${estimate} Counted within the range only.`,
      unit: 'usd',
      measure: { op: 'top-sessions', of: { metric: 'cost' }, limit: 20 },
      draw: 'table',
      width: 12,
      heading: 'Sessions',
    },
  ],
}
