// What the tools did, how often it failed, how long it took, and who allowed it.
import type { Board, Panel } from '../board.ts'
import type { LabelName } from '../labels.ts'
import { metrics } from '../metrics.ts'

const numbers: Panel[] = [
  {
    id: 'calls',
    title: 'Tool calls',
    description: 'Calls that ended, well or not.',
    unit: 'count',
    measure: { op: 'events', event: 'tool_result' },
    draw: 'number',
    width: 3,
  },
  {
    id: 'failure-share',
    title: 'Calls that failed',
    description: 'The share of calls that ended in an error.',
    unit: 'ratio',
    measure: {
      op: 'events-share',
      event: 'tool_result',
      only: [{ field: 'success', is: ['false'] }],
    },
    draw: 'number',
    width: 3,
    more: 'bad',
  },
  {
    id: 'decisions',
    title: 'Permission decisions',
    description: 'Answers to "may I?", by you or by your settings, for every tool.',
    unit: 'count',
    measure: { op: 'events', event: 'tool_decision' },
    draw: 'number',
    width: 3,
  },
  {
    id: 'edits',
    title: 'Edit decisions',
    description: metrics.decisions.help,
    unit: 'count',
    measure: { op: 'total', of: { metric: 'decisions' } },
    draw: 'number',
    width: 3,
  },
]

const calls: Panel[] = [
  {
    id: 'calls-over-time',
    title: 'Tool calls',
    description: 'Calls that ended, by tool.',
    unit: 'count',
    measure: { op: 'events-over-time', event: 'tool_result', by: 'tool_name' },
    draw: 'stack',
    width: 6,
  },
  {
    id: 'failures-over-time',
    title: 'Tool calls that failed',
    description: 'Calls that ended in an error, by tool.',
    unit: 'count',
    measure: {
      op: 'events-over-time',
      event: 'tool_result',
      by: 'tool_name',
      only: [{ field: 'success', is: ['false'] }],
    },
    draw: 'stack',
    width: 6,
  },
  {
    id: 'latency',
    title: 'How long tools take',
    description: 'Half of the calls, and 95 of 100, took no longer than this.',
    unit: 'milliseconds',
    measure: { op: 'timings-over-time', event: 'tool_result', of: 'duration_ms' },
    draw: 'lines',
    width: 8,
    parts: ['p50', 'p95'],
  },
  {
    id: 'errors',
    title: 'Failures by kind',
    description: 'Kinds of errors of tools, as the client names them.',
    unit: 'count',
    measure: { op: 'events-by', event: 'tool_result', by: 'error_type', known: true },
    draw: 'parts',
    width: 4,
  },
  {
    id: 'timings',
    title: 'Each tool',
    description: 'Calls, failures, and the time within which half and 95 of 100 calls ended.',
    unit: 'milliseconds',
    measure: { op: 'timings', event: 'tool_result', of: 'duration_ms', by: 'tool_name' },
    draw: 'table',
    width: 12,
  },
]

const edits = (id: string, title: string, by: LabelName, description: string): Panel => ({
  id,
  title,
  description,
  unit: 'count',
  measure: { op: 'by', of: { metric: 'decisions' }, by },
  draw: 'parts',
  width: 3,
})

const allowed = (id: string, title: string, by: string, description: string): Panel => ({
  id,
  title,
  description,
  unit: 'count',
  measure: { op: 'events-by', event: 'tool_decision', by },
  draw: 'parts',
  width: 4,
})

const { help } = metrics.decisions

const decisions: Panel[] = [
  { ...edits('edits-by-decision', 'Edit decisions', 'decision', help), heading: 'Edit decisions' },
  edits('edits-by-language', 'By language', 'language', help),
  edits('edits-by-source', 'By who decided', 'source', '"config" is your settings; "user" is you.'),
  edits('edits-by-tool', 'By tool', 'tool_name', help),
  {
    ...allowed('decisions-by-tool', 'By tool', 'tool_name', 'Every tool that asked.'),
    heading: 'Permission decisions',
  },
  allowed('decisions-by-decision', 'By decision', 'decision', 'Accepted or rejected.'),
  allowed(
    'decisions-by-source',
    'By who decided',
    'source',
    '"config" is your settings, "hook" a program of yours; "user" is you.',
  ),
]

export const tools: Board = {
  id: 'tools',
  title: 'Tools',
  description: 'What the tools did, how often it failed, and how long it took.',
  panels: [...numbers, ...calls, ...decisions],
}
