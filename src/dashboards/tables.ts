// The columns of tables about how long things took.
import type { Answer, Column, Row } from './answer.ts'
import type { OfTimings } from './measure.ts'
import type { Unit } from './metrics.ts'
import { withQuantiles } from './quantiles.ts'

type WithTable = Extract<OfTimings, { op: 'timings' }>

export function tableOf(measure: WithTable, rows: readonly Row[]): Answer {
  return {
    shape: 'table',
    columns: timings(measure.event === 'tool_result'),
    rows: withQuantiles(rows),
  }
}

const column = (name: string, title: string, unit: Unit): Column => ({ name, title, unit })

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
