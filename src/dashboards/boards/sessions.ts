// The sessions of a range, newest first.
import { type Board, estimate } from '../board.ts'
import { metrics } from '../metrics.ts'

export const sessions: Board = {
  id: 'sessions',
  title: 'Sessions',
  description: 'Every session that was active, newest first.',
  panels: [
    {
      id: 'started',
      title: 'Sessions started',
      description: metrics.sessions.help,
      unit: 'count',
      measure: { op: 'over-time', of: { metric: 'sessions' }, by: 'start_type' },
      draw: 'stack',
      width: 6,
      parts: ['fresh', 'resume', 'continue'],
    },
    {
      id: 'active-time',
      title: 'Active time',
      description: metrics.activeTime.help,
      unit: 'seconds',
      measure: { op: 'over-time', of: { metric: 'activeTime' }, by: 'type' },
      draw: 'stack',
      width: 6,
      parts: ['cli', 'user'],
    },
    {
      id: 'list',
      title: 'Sessions active in the range',
      description: `Numbers of the whole session, also of what lies outside of the range. Cost: ${estimate}`,
      unit: 'count',
      measure: { op: 'sessions', limit: 200 },
      draw: 'table',
      width: 12,
    },
  ],
}
