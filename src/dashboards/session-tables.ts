// The columns of tables about sessions.
import type { Column } from './answer.ts'
import type { OfSessions } from './measure.ts'
import type { Unit } from './metrics.ts'
import { metrics } from './metrics.ts'

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
  column('pull_requests', 'Pull requests', 'count'),
  column('models', 'Models', 'text'),
  column('repository', 'Repository', 'text'),
]

const timeline = [
  column('at', 'When', 'time'),
  column('start', 'Began', 'time'),
  column('kind', 'Step', 'text'),
  column('event', 'What happened', 'text'),
  column('what', 'Model or tool', 'text'),
  column('agent', 'Agent', 'text'),
  column('duration', 'Took', 'milliseconds'),
  column('success', 'Succeeded', 'count'),
  column('tokens', 'Tokens', 'tokens'),
  column('cost', 'Cost, estimate', 'usd'),
  column('running', 'Cost so far, estimate', 'usd'),
  column('prompt', 'Prompt', 'text'),
]

const running = [
  column('at', 'When', 'time'),
  column('what', 'Model', 'text'),
  column('tokens', 'Tokens', 'tokens'),
  column('cost', 'Cost, estimate', 'usd'),
  column('running', 'Cost so far, estimate', 'usd'),
]

export function sessionColumns(measure: OfSessions): readonly Column[] {
  switch (measure.op) {
    case 'sessions':
      return sessions
    case 'timeline':
      return timeline
    case 'running':
      return running
    case 'top-sessions': {
      const { title, unit } = metrics[measure.of.metric]
      const label = column('label', 'Session', 'text')
      const value = column('value', unit === 'usd' ? `${title}, estimate` : title, unit)
      return [label, value, column('last', 'Last seen', 'time')]
    }
  }
}
