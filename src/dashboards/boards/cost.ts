// Where the money and the tokens went.
import { type Board, estimate, type Panel, tokenTypes } from '../board.ts'
import { type By, byTitle } from '../labels.ts'

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

const overTime: Panel[] = [
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
  {
    id: 'token-rate',
    title: 'Tokens per second',
    description: 'The tokens of each bar, divided by its seconds: an average, never stretched.',
    unit: 'tokens/s',
    measure: { op: 'rate', of: { metric: 'tokens' }, by: 'type' },
    draw: 'lines',
    width: 12,
    parts: tokenTypes,
  },
]

type Metric = 'cost' | 'tokens'

const titleOf = (metric: Metric): string => (metric === 'cost' ? 'Cost, estimate' : 'Tokens')

/** "By model", but "by MCP server". */
const inSentence = (title: string): string =>
  title.replace(/^[A-Z](?![A-Z])/, (first) => first.toLowerCase())

const split = (metric: Metric, by: By): Panel => ({
  id: `${metric}-by-${by.replaceAll('_', '-')}`,
  title: `${titleOf(metric)}, by ${inSentence(byTitle(by))}`,
  description: metric === 'cost' ? estimate : 'All types of tokens together.',
  unit: metric === 'cost' ? 'usd' : 'tokens',
  measure: { op: 'by', of: { metric }, by },
  draw: 'parts',
  width: 4,
})

/** By the repository until the reader says otherwise. */
const chosen = (metric: Metric, heading?: string): Panel[] => [
  {
    ...split(metric, 'repository'),
    id: `${metric}-by`,
    title: `${titleOf(metric)}, by a label of your choice`,
    choose: 'by',
    ...(heading !== undefined && { heading }),
  },
  {
    ...split(metric, 'repository'),
    id: `${metric}-by-over-time`,
    title: `${titleOf(metric)}, by a label of your choice, over time`,
    measure: { op: 'over-time', of: { metric }, by: 'repository' },
    draw: 'stack',
    width: 8,
    choose: 'by',
  },
]

const splits: readonly By[] = [
  'model',
  'query_source',
  'agent_name',
  'skill_name',
  'plugin_name',
  'mcp_server_name',
  'mcp_tool_name',
  'effort',
  'speed',
  'repository',
  'user_id',
  'terminal_type',
]

export const cost: Board = {
  id: 'cost',
  title: 'Cost and tokens',
  description: 'Where the money and the tokens went. Money is an estimate at list price.',
  panels: [
    ...total,
    ...overTime,
    ...chosen('cost', 'By any label'),
    ...chosen('tokens'),
    ...splits.map((by, place) => ({
      ...split('cost', by),
      ...(place === 0 && { heading: 'Cost, split' }),
    })),
    { ...split('tokens', 'type'), parts: tokenTypes, heading: 'Tokens, split' },
    ...splits.map((by) => split('tokens', by)),
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
