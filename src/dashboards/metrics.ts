// The eight metrics of Claude Code: names in every world, unit, words for people, and what splits them.
import type { LabelName } from './labels.ts'

export type Unit =
  | 'usd'
  | 'tokens'
  | 'tokens/s'
  | 'seconds'
  | 'count'
  | 'ratio'
  | 'milliseconds'
  | 'time'
  | 'text'

export interface Metric {
  /** As on the wire. */
  readonly name: string
  /** As on the wire. */
  readonly wireUnit: string
  readonly unit: Unit
  /** In our own /metrics: a running total. */
  readonly running: string
  /** In Prometheus behind the Collector: one sample per delta, to be added up. */
  readonly sample: string
  readonly title: string
  readonly help: string
  readonly splitBy: readonly LabelName[]
}

const attribution = [
  'model',
  'query_source',
  'speed',
  'effort',
  'agent_name',
  'skill_name',
  'plugin_name',
  'mcp_server_name',
  'mcp_tool_name',
] as const satisfies readonly LabelName[]

export const metrics = {
  cost: {
    name: 'claude_code.cost.usage',
    wireUnit: 'USD',
    unit: 'usd',
    running: 'claude_code_cost_usage_USD_total',
    sample: 'claude_code_cost_usage_USD',
    title: 'Cost',
    help: 'Cost as the client reckons it: an estimate at list price, not a bill.',
    splitBy: attribution,
  },
  tokens: {
    name: 'claude_code.token.usage',
    wireUnit: 'tokens',
    unit: 'tokens',
    running: 'claude_code_token_usage_tokens_total',
    sample: 'claude_code_token_usage_tokens',
    title: 'Tokens',
    help: 'Tokens of every answer; "input" leaves out what came from the cache.',
    splitBy: ['type', ...attribution],
  },
  sessions: {
    name: 'claude_code.session.count',
    wireUnit: '',
    unit: 'count',
    running: 'claude_code_session_count_total',
    sample: 'claude_code_session_count',
    title: 'Sessions',
    help: 'Sessions started: fresh, resumed or continued.',
    splitBy: ['start_type'],
  },
  activeTime: {
    name: 'claude_code.active_time.total',
    wireUnit: 's',
    unit: 'seconds',
    running: 'claude_code_active_time_seconds_total',
    sample: 'claude_code_active_time_total_seconds',
    title: 'Active time',
    help: 'Time in use: of you at the keyboard ("user") and of the client at work ("cli").',
    splitBy: ['type'],
  },
  lines: {
    name: 'claude_code.lines_of_code.count',
    wireUnit: '',
    unit: 'count',
    running: 'claude_code_lines_of_code_count_total',
    sample: 'claude_code_lines_of_code_count',
    title: 'Lines of code',
    help: 'Lines added and removed by edits. The client counts a new file of N lines as N + 1.',
    splitBy: ['type', 'model'],
  },
  commits: {
    name: 'claude_code.commit.count',
    wireUnit: '',
    unit: 'count',
    running: 'claude_code_commit_count_total',
    sample: 'claude_code_commit_count',
    title: 'Commits',
    help: 'Commits made through Claude Code.',
    splitBy: [],
  },
  pullRequests: {
    name: 'claude_code.pull_request.count',
    wireUnit: '',
    unit: 'count',
    running: 'claude_code_pull_request_count_total',
    sample: 'claude_code_pull_request_count',
    title: 'Pull requests',
    help: 'Pull requests opened through Claude Code.',
    splitBy: [],
  },
  decisions: {
    name: 'claude_code.code_edit_tool.decision',
    wireUnit: '',
    unit: 'count',
    running: 'claude_code_code_edit_tool_decision_total',
    sample: 'claude_code_code_edit_tool_decision',
    title: 'Edit decisions',
    help: 'Answers to "may I edit this?", by you or by your settings.',
    splitBy: ['tool_name', 'decision', 'source', 'language'],
  },
} as const satisfies Record<string, Metric>

export type MetricKey = keyof typeof metrics
