// The first page: what was used, what came of it, and when.
import { type Board, estimate, type Panel, tokenTypes } from '../board.ts'
import type { Quantity, Where } from '../measure.ts'
import { type MetricKey, metrics } from '../metrics.ts'
import { number } from './number.ts'

const ofType = (metric: MetricKey, ...is: string[]): Quantity => {
  const where: Where[] = [{ label: 'type', is }]
  return { metric, where }
}

const ofDecision = (is: string): Quantity => ({
  metric: 'decisions',
  where: [{ label: 'decision', is: [is] }],
})

const headline: Panel[] = [
  number('cost', 'Cost, estimate at list price', { metric: 'cost' }, { description: estimate }),
  number('tokens', 'Tokens, all types', { metric: 'tokens' }),
  number('sessions', 'Sessions started', { metric: 'sessions' }),
  number('active-time', 'Active time', { metric: 'activeTime' }),
]

const overTime: Panel[] = [
  {
    id: 'cost-over-time',
    title: 'Cost by model, estimate at list price',
    description: estimate,
    unit: 'usd',
    measure: { op: 'over-time', of: { metric: 'cost' }, by: 'model' },
    draw: 'stack',
    width: 8,
  },
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
    id: 'tokens-over-time',
    title: 'Tokens by type',
    description: metrics.tokens.help,
    unit: 'tokens',
    measure: { op: 'over-time', of: { metric: 'tokens' }, by: 'type' },
    draw: 'stack',
    width: 8,
    parts: tokenTypes,
  },
  {
    id: 'tokens-by-type',
    title: 'Tokens by type',
    description: 'Reading from the cache is cheap, and usually most of it.',
    unit: 'tokens',
    measure: { op: 'by', of: { metric: 'tokens' }, by: 'type' },
    draw: 'parts',
    width: 4,
    parts: tokenTypes,
  },
  {
    id: 'cost-by-day',
    title: 'Cost by day, estimate at list price',
    description: `${estimate} Days as in your time zone.`,
    unit: 'usd',
    measure: { op: 'over-time', of: { metric: 'cost' }, step: '1d' },
    draw: 'stack',
    width: 12,
  },
]

const tokens: Panel[] = [
  number('input-tokens', 'Input tokens', ofType('tokens', 'input'), { heading: 'Tokens' }),
  number('output-tokens', 'Output tokens', ofType('tokens', 'output')),
  number('cache-read-tokens', 'Cache read tokens', ofType('tokens', 'cacheRead')),
  number('cache-creation-tokens', 'Cache creation tokens', ofType('tokens', 'cacheCreation')),
  {
    id: 'cache-hit-ratio',
    title: 'Cache hit ratio',
    description: 'Of all that was read by the model, the share that came from the cache.',
    unit: 'ratio',
    measure: {
      op: 'ratio',
      of: ofType('tokens', 'cacheRead'),
      to: ofType('tokens', 'input', 'cacheRead', 'cacheCreation'),
    },
    draw: 'number',
    width: 3,
    more: 'good',
  },
  {
    id: 'cost-per-output',
    title: 'Cost per 1,000 output tokens, estimate',
    description: estimate,
    unit: 'usd',
    measure: { op: 'ratio', of: { metric: 'cost' }, to: ofType('tokens', 'output'), times: 1000 },
    draw: 'number',
    width: 3,
    more: 'bad',
  },
  number('time-of-you', 'Active time of yours', ofType('activeTime', 'user')),
  number('time-of-client', 'Active time of the client', ofType('activeTime', 'cli')),
]

const small = { width: 2 } as const

const outcome: Panel[] = [
  number('lines-added', 'Lines added', ofType('lines', 'added'), {
    ...small,
    heading: 'What came of it',
  }),
  number('lines-removed', 'Lines removed', ofType('lines', 'removed'), small),
  number('commits', 'Commits', { metric: 'commits' }, small),
  number('pull-requests', 'Pull requests', { metric: 'pullRequests' }, small),
  number('edits-accepted', 'Edits accepted', ofDecision('accept'), small),
  number('edits-rejected', 'Edits rejected', ofDecision('reject'), small),
  {
    id: 'lines-over-time',
    title: 'Lines added and removed',
    description: metrics.lines.help,
    unit: 'count',
    measure: { op: 'over-time', of: { metric: 'lines' }, by: 'type' },
    draw: 'stack',
    width: 6,
    parts: ['added', 'removed'],
  },
  {
    id: 'decisions-over-time',
    title: 'Edit decisions',
    description: metrics.decisions.help,
    unit: 'count',
    measure: { op: 'over-time', of: { metric: 'decisions' }, by: 'decision' },
    draw: 'stack',
    width: 6,
    parts: ['accept', 'reject'],
  },
  {
    id: 'sessions-over-time',
    title: 'Sessions started',
    description: metrics.sessions.help,
    unit: 'count',
    measure: { op: 'over-time', of: { metric: 'sessions' }, by: 'start_type' },
    draw: 'stack',
    width: 6,
    parts: ['fresh', 'resume', 'continue'],
  },
  {
    id: 'activity-over-time',
    title: 'Sessions, commits and pull requests',
    description: 'Sessions started, commits made and pull requests opened, side by side.',
    unit: 'count',
    measure: {
      op: 'together',
      each: [
        { title: 'Sessions', of: { metric: 'sessions' } },
        { title: 'Commits', of: { metric: 'commits' } },
        { title: 'Pull requests', of: { metric: 'pullRequests' } },
      ],
    },
    draw: 'lines',
    width: 6,
    parts: ['Sessions', 'Commits', 'Pull requests'],
  },
]

export const overview: Board = {
  id: 'overview',
  title: 'Overview',
  description: 'What was used, what came of it, and when.',
  panels: [...headline, ...overTime, ...tokens, ...outcome],
}
