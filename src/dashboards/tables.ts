// The columns of measures that answer with a table.
import type { Answer, Column, Row } from './answer.ts'
import type { Unit } from './metrics.ts'
import { metrics } from './metrics.ts'
import type { Measure } from './measure.ts'

type WithTable = Extract<Measure, { op: 'top-sessions' | 'sessions' | 'timeline' | 'timings' }>

export function tableOf(measure: WithTable, rows: readonly Row[]): Answer {
  return { shape: 'table', columns: columnsOf(measure), rows }
}

const column = (name: string, title: string, unit: Unit): Column => ({ name, title, unit })

const sessions = [
  column('session', 'Session', 'text'),
  column('first', 'First seen', 'time'),
  column('last', 'Last seen', 'time'),
  column('cost', 'Cost, estimate', 'usd'),
  column('tokens', 'Tokens', 'tokens'),
  column('active', 'Active time', 'seconds'),
  column('added', 'Lines added', 'count'),
  column('removed', 'Lines removed', 'count'),
  column('commits', 'Commits', 'count'),
  column('models', 'Models', 'text'),
]

const timeline = [
  column('at', 'When', 'time'),
  column('event', 'What happened', 'text'),
  column('what', 'Model or tool', 'text'),
  column('duration', 'Took', 'milliseconds'),
  column('success', 'Succeeded', 'count'),
  column('tokens', 'Tokens', 'tokens'),
  column('cost', 'Cost, estimate', 'usd'),
  column('running', 'Cost so far', 'usd'),
]

function columnsOf(measure: WithTable): readonly Column[] {
  switch (measure.op) {
    case 'sessions':
      return sessions
    case 'timeline':
      return timeline
    case 'top-sessions': {
      const { title, unit } = metrics[measure.of.metric]
      const label = column('label', 'Session', 'text')
      const value = column('value', unit === 'usd' ? `${title}, estimate` : title, unit)
      return [label, value, column('last', 'Last seen', 'time')]
    }
    case 'timings':
      return timings(measure.event === 'tool_result')
  }
}

function timings(hasFailures: boolean): readonly Column[] {
  return [
    column('label', hasFailures ? 'Tool' : 'Model', 'text'),
    column('count', hasFailures ? 'Calls' : 'Requests', 'count'),
    ...(hasFailures ? [column('failures', 'Failed', 'count')] : []),
    column('p50', 'Half within', 'milliseconds'),
    column('p95', '95 % within', 'milliseconds'),
    column('longest', 'Longest', 'milliseconds'),
  ]
}
