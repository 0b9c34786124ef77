// What PromQL and LogQL are asked for each kind of measure, and which measures they are not asked at all.
import { describe, expect, test } from 'vitest'
import { boards } from '../../src/dashboards/boards.ts'
import { own } from '../../src/dashboards/boards/own.ts'
import { logqlFor } from '../../src/dashboards/logql.ts'
import type { Measure } from '../../src/dashboards/measure.ts'
import { promqlFor } from '../../src/dashboards/promql.ts'
import { matchers, promName, quoted } from '../../src/dashboards/promql-labels.ts'
import { faults } from './promql-lint.ts'

const tokens = 'claude_code_token_usage_tokens'
const range = '[${__range_ms}ms]'
const bar = '[${__interval_ms}ms] offset -${__interval_ms}ms'
const first = (measure: Measure): string | undefined => promqlFor(measure)?.[0]?.expr

describe('sums', () => {
  test('a number, and the one before', () => {
    const [now, before] = promqlFor({ op: 'total', of: { metric: 'tokens' } }) ?? []
    expect(now?.expr).toBe(`sum(sum_over_time(${tokens}${range})) or vector(0)`)
    expect(before).toMatchObject({
      expr: `sum(sum_over_time(${tokens}${range} offset \${__range_ms}ms))`,
      before: true,
    })
  })

  test('split by a label, largest first, and what has none is named', () => {
    expect(first({ op: 'by', of: { metric: 'tokens' }, by: 'type' })).toBe(
      `sort_desc(label_replace(sum by (type) (sum_over_time(${tokens}${range})), "type", "none", "type", ""))`,
    )
  })

  test('by model in a label of its own: two series must not become the same one', () => {
    const [query] = promqlFor({ op: 'by', of: { metric: 'tokens' }, by: 'model' }) ?? []
    expect(query?.legend).toBe('{{name}}')
    expect(query?.expr).toContain(
      String.raw`sum by (name) (label_replace(sum by (model) (sum_over_time(`,
    )
    expect(query?.expr).toContain(String.raw`, "name", "$1", "model", "(.+?)(\\[.*)?"))`)
  })

  test('bars look ahead by their own length', () => {
    expect(first({ op: 'over-time', of: { metric: 'tokens' } })).toBe(
      `sum(sum_over_time(${tokens}${bar}))`,
    )
    expect(first({ op: 'rate', of: { metric: 'tokens' } })).toBe(
      `sum(sum_over_time(${tokens}${bar})) / (\${__interval_ms} / 1000)`,
    )
  })

  test('sessions with the most', () => {
    expect(first({ op: 'top-sessions', of: { metric: 'tokens' }, limit: 20 })).toBe(
      `topk(20, sum by (session_id) (sum_over_time(${tokens}${range})))`,
    )
  })

  test('weeks and months are not asked: they do not begin where a bar does', () => {
    for (const step of ['1w', '1M'] as const)
      expect(promqlFor({ op: 'over-time', of: { metric: 'tokens' }, step })).toBeNull()
  })
})

describe('labels', () => {
  test('as Prometheus spells them', () => {
    expect(promName('repository')).toBe('vcs_repository_name')
    expect(promName('attribute:team.id')).toBe('team_id')
    expect(promName('attribute:1st')).toBe('key_1st')
    expect(promName('attribute:_own')).toBe('key_own')
  })

  test('values stand for themselves, whatever signs they hold', () => {
    expect(quoted('a "b" \\ c\nd')).toBe(String.raw`"a \"b\" \\ c\nd"`)
    expect(matchers([{ label: 'repository', is: ['a.b'] }])).toBe('{vcs_repository_name="a.b"}')
    expect(matchers([{ label: 'repository', is: ['a.b', ''] }])).toBe(
      String.raw`{vcs_repository_name=~"a\\.b|"}`,
    )
    expect(matchers([{ label: 'repository', variable: 'which' }])).toBe(
      '{vcs_repository_name=~"$which"}',
    )
  })

  test('a model is one, with and without what metrics put behind it', () => {
    expect(matchers([{ label: 'model', is: ['claude-x'] }])).toBe(
      String.raw`{model=~"claude-x(\\[.*)?"}`,
    )
  })
})

describe('events', () => {
  const stream = '{service_name="claude-code"} | event_name="tool_result"'
  const ask = (measure: Measure): string[] => (logqlFor(measure) ?? []).map(({ expr }) => expr)

  test('how many, and the share of them', () => {
    const only = [{ field: 'success', is: ['false'] }]
    expect(ask({ op: 'events', event: 'tool_result', only })[0]).toBe(
      `sum(count_over_time(${stream} | success="false" ${range})) or vector(0)`,
    )
    expect(ask({ op: 'events-share', event: 'tool_result', only })[0]).toBe(
      `(sum(count_over_time(${stream} | success="false" ${range})) or vector(0)) / sum(count_over_time(${stream} ${range}))`,
    )
  })

  test('split, over time, and added up', () => {
    expect(ask({ op: 'events-by', event: 'tool_result', by: 'agent.name', known: true })).toEqual([
      `label_replace(sum by (agent_name) (count_over_time(${stream} | agent_name!="" ${range})), "agent_name", "none", "agent_name", "^$")`,
    ])
    expect(ask({ op: 'events-over-time', event: 'tool_result' })).toEqual([
      `sum(count_over_time(${stream} ${bar}))`,
    ])
    expect(ask({ op: 'events-sum', event: 'tool_result', field: 'duration_ms' })[0]).toBe(
      `sum(sum_over_time(${stream} | unwrap duration_ms | __error__="" ${range}))`,
    )
  })

  test('how long they took', () => {
    const all = logqlFor({
      op: 'timings',
      event: 'tool_result',
      of: 'duration_ms',
      by: 'tool_name',
    })
    expect(all?.map(({ legend }) => legend)).toEqual(['count', 'failures', 'p50', 'p95', 'longest'])
    expect(all?.[3]?.expr).toBe(
      `quantile_over_time(0.95, ${stream} | unwrap duration_ms | __error__="" ${range}) by (tool_name)`,
    )
  })
})

describe('every panel there is', () => {
  const panels = [...boards, own].flatMap((board) =>
    board.panels.map((panel) => ({ name: `${board.id}/${panel.id}`, measure: panel.measure })),
  )

  test('is asked of one store or of none, and these of none', () => {
    const asked = panels.map(({ name, measure }) => ({
      name,
      sums: promqlFor(measure),
      events: logqlFor(measure),
    }))
    expect(asked.filter(({ sums, events }) => sums !== null && events !== null)).toEqual([])
    const neither = asked.filter(({ sums, events }) => sums === null && events === null)
    expect(neither.map(({ name }) => name)).toMatchInlineSnapshot(`
      [
        "sessions/list",
        "session/lanes",
        "session/running-cost",
        "session/timeline",
        "own/marks",
      ]
    `)
  })

  test('adds up where it is a sum', () => {
    for (const { name, measure } of panels)
      for (const { expr } of promqlFor(measure) ?? [])
        expect([name, faults(expr)]).toEqual([name, []])
  })
})
