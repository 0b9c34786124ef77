// The boards in grafana/dashboards: those that the sources make, and none that would show a wrong number.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileText, grafanaFiles } from '../../src/dashboards/grafana-boards.ts'
import type { Dashboard, GrafanaPanel } from '../../src/dashboards/grafana-json.ts'
import { faults } from './promql-lint.ts'

const folder = join(import.meta.dirname, '..', '..', 'grafana', 'dashboards')
const files = grafanaFiles()
const committed = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}))
const every = committed.map(({ name, text }) => [name, JSON.parse(text) as Dashboard] as const)

function panelsOf({ panels }: Dashboard): GrafanaPanel[] {
  return panels.filter((panel) => panel.type !== 'row')
}

function expressions(board: Dashboard): string[] {
  return [
    ...panelsOf(board).flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...board.templating.list.flatMap(({ type, definition = '' }) =>
      type === 'query' ? [definition.replace(/^query_result\((.*)\)$/, '$1')] : [],
    ),
  ]
}

test('are made by `node scripts/grafana.mjs` from what the sources say today', () => {
  const made = files.map((file) => ({ name: file.name, text: fileText(file) }))
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)
  expect(committed.toSorted(byName)).toEqual(made.toSorted(byName))
})

test('leave no panel out', () => {
  expect(files.flatMap(({ left }) => left)).toEqual([])
})

describe.each(every)('%s', (_, board) => {
  test('asks nothing that does not add up', () => {
    expect(expressions(board).length).toBeGreaterThan(10)
    for (const expr of expressions(board)) expect([expr, faults(expr)]).toEqual([expr, []])
  })

  test('lies without gaps in names, and no panel on another', () => {
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length)
    const cells = board.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (__, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(Math.max(...board.panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24)
  })

  test('needs no source by a name of its own', () => {
    const uids = [...JSON.stringify(board).matchAll(/"uid":"([^"]*)"/g)].map(([, uid]) => uid)
    expect(new Set(uids)).toEqual(new Set([board.uid, '${datasource}']))
  })

  test('says of every panel what it counts, in a unit, and calls money an estimate', () => {
    for (const { title, description, fieldConfig } of panelsOf(board)) {
      expect([title, description.length > 20, fieldConfig.defaults.unit !== '']).toEqual([
        title,
        true,
        true,
      ])
      if (fieldConfig.defaults.unit !== 'currencyUSD') continue
      expect(title).toContain('estimate')
      expect(description).toContain('estimate at list price')
    }
  })

  test('draws bars where they belong: from their time on, from nought, few enough to see', () => {
    const bars = panelsOf(board).filter(({ type }) => type === 'timeseries')
    expect(bars.length).toBeGreaterThan(4)
    for (const { fieldConfig, maxDataPoints, interval, options, targets } of bars) {
      const { drawStyle, barAlignment } = fieldConfig.defaults.custom ?? {}
      if (drawStyle === 'bars') expect(barAlignment).toBe(1)
      expect(fieldConfig.defaults.min).toBe(0)
      expect(maxDataPoints).toBeGreaterThan(0)
      expect(interval).toBeDefined()
      // The first bar may hold more than the range: a sum of bars would be a second, other total.
      expect(options['legend']).toMatchObject({ calcs: [] })
      expect(targets.every((one) => one.range === true && one.instant === false)).toBe(true)
    }
  })

  test('fills its filters by a query, and "All" leaves nothing out', () => {
    const filters = board.templating.list.filter(({ type }) => type === 'query')
    expect(filters.length).toBeGreaterThan(0)
    for (const { allValue, definition, regex, name } of filters) {
      expect(allValue).toBe('.*')
      expect(definition).toMatch(/^query_result\(/)
      expect(regex).not.toBe('')
      // A filter that a panel passes over would make its number a lie.
      for (const { targets } of panelsOf(board))
        for (const { expr } of targets)
          expect(expr.split(`=~"$${name}"`).length).toBe(expr.split('claude_code_').length)
    }
  })
})

test('the classic one has its seventeen panels in their order, at its own address', () => {
  const board = files.find(({ name }) => name === 'classic.json')?.dashboard
  expect(board).toMatchObject({
    uid: 'claude-code-metrics',
    refresh: '5s',
    time: { from: 'now-6h', to: 'now' },
  })
  expect(board?.panels.map(({ title }) => title.replace(', estimate', ''))).toEqual([
    'Total Cost (USD)',
    'Total Sessions',
    'Total Active Time',
    'Token Rate (per second)',
    'Commits',
    'Pull Requests',
    'Lines Added',
    'Lines Removed',
    'Total Input Tokens',
    'Total Output Tokens',
    'Cache Read Tokens',
    'Cache Creation Tokens',
    'Code Edit Tool Decisions',
    'Cost Over Time by Model',
    'Token Usage Over Time',
    'Activity Over Time',
    'Code Changes Over Time',
  ])
})

describe('what reads the expressions can refuse', () => {
  const x = 'claude_code_cost_usage_USD'
  test.each([
    [`sum(rate(${x}[5m]))`, 'rate is no sum of deltas'],
    [`increase(${x}[\${__range_ms}ms])`, 'increase is no sum of deltas'],
    [`sum(${x})`, `${x} is read without adding up`],
    [`sum(sum_over_time(${x}[1h]))`, `${x} has a fixed window: 1h`],
    [`sum(sum_over_time(${x}[$__rate_interval]))`, '$__rate_interval is rounded'],
    [`sum(sum_over_time(${x}[$__range]))`, '$__range is rounded'],
    [`sum(sum_over_time(${x}[\${__interval_ms}ms]))`, `${x} is drawn a bar too late`],
    [`sum(last_over_time(${x}[\${__range_ms}ms]))`, 'last_over_time is no sum of deltas'],
    [`sum(sum_over_time(${x}))`, `${x} is read without a window`],
    [`sum(sum_over_time(${x}[\${__range_ms}ms])`, '( is not closed'],
  ])('%s', (expr, sentence) => {
    expect(faults(expr)).toContain(sentence)
  })
})
