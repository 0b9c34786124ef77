// The board that many know from a compose stack: the same seventeen panels in the same order, with right numbers.
import { type Board, estimate, type Panel, tokenTypes } from '../board.ts'
import type { Measure, Quantity } from '../measure.ts'
import { metrics } from '../metrics.ts'
import { number } from './number.ts'

const overTime = (id: string, title: string, measure: Measure, more: Partial<Panel>): Panel => ({
  id,
  title,
  description: '',
  unit: 'count',
  measure,
  draw: 'stack',
  width: 6,
  ...more,
})

const tokens = (is: string): Quantity => ({
  metric: 'tokens',
  where: [{ label: 'type', is: [is] }],
})
const lines = (is: string): Quantity => ({ metric: 'lines', where: [{ label: 'type', is: [is] }] })

const totals: Panel[] = [
  number(
    'total-cost',
    'Total Cost (USD), estimate',
    { metric: 'cost' },
    {
      description: estimate,
      width: 4,
    },
  ),
  number('total-sessions', 'Total Sessions', { metric: 'sessions' }, { width: 4 }),
  number(
    'total-active-time',
    'Total Active Time',
    { metric: 'activeTime' },
    {
      description: `${metrics.activeTime.help} Both together.`,
      width: 4,
    },
  ),
]

const tokenRate = overTime(
  'token-rate',
  'Token Rate (per second)',
  { op: 'rate', of: { metric: 'tokens' }, by: 'type' },
  {
    description: 'Tokens of each bar, divided by its seconds.',
    unit: 'tokens/s',
    width: 12,
    parts: tokenTypes,
  },
)

const numbers: Panel[] = [
  number('commits', 'Commits', { metric: 'commits' }),
  number('pull-requests', 'Pull Requests', { metric: 'pullRequests' }),
  number('lines-added', 'Lines Added', lines('added')),
  number('lines-removed', 'Lines Removed', lines('removed')),
  number('input-tokens', 'Total Input Tokens', tokens('input')),
  number('output-tokens', 'Total Output Tokens', tokens('output')),
  number('cache-read-tokens', 'Cache Read Tokens', tokens('cacheRead')),
  number('cache-creation-tokens', 'Cache Creation Tokens', tokens('cacheCreation')),
]

const bars: Panel[] = [
  overTime(
    'decisions',
    'Code Edit Tool Decisions',
    { op: 'over-time', of: { metric: 'decisions' }, by: 'decision' },
    { description: metrics.decisions.help, width: 12, parts: ['accept', 'reject'] },
  ),
  overTime(
    'cost-over-time',
    'Cost Over Time by Model, estimate',
    { op: 'over-time', of: { metric: 'cost' }, by: 'model' },
    { description: estimate, unit: 'usd' },
  ),
  overTime(
    'tokens-over-time',
    'Token Usage Over Time',
    { op: 'over-time', of: { metric: 'tokens' }, by: 'type' },
    { description: metrics.tokens.help, unit: 'tokens', parts: tokenTypes },
  ),
  overTime(
    'activity',
    'Activity Over Time',
    {
      op: 'together',
      each: [
        { title: 'Sessions', of: { metric: 'sessions' } },
        { title: 'Commits', of: { metric: 'commits' } },
        { title: 'Pull requests', of: { metric: 'pullRequests' } },
      ],
    },
    {
      description: 'Sessions started, commits made and pull requests opened.',
      draw: 'lines',
      parts: ['Sessions', 'Commits', 'Pull requests'],
    },
  ),
  overTime(
    'code-changes',
    'Code Changes Over Time',
    { op: 'over-time', of: { metric: 'lines' }, by: 'type' },
    { description: metrics.lines.help, parts: ['added', 'removed'] },
  ),
]

export const classic: Board = {
  id: 'classic',
  title: 'Classic',
  description: 'The panels of the well-known compose stack, with numbers that add up.',
  panels: [...totals, tokenRate, ...numbers, ...bars],
}
