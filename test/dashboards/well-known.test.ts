// Every panel of the well-known compose stack has one of ours, with the exact sum of the points; and none of its wrong numbers.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boards } from '../../src/dashboards/boards.ts'
import { metrics } from '../../src/dashboards/metrics.ts'
import { get } from '../web/asked.ts'
import { type Served, serve } from '../web/serving.ts'
import { dice, madeWork, type MadePoint } from './made-year.ts'

const until = Date.UTC(2026, 10, 20, 17, 3, 7, 411)
const from = until - 9 * 86_400_000 - 1234
const work = madeWork({ seed: 17, until, days: 12, sessionsADay: 6 })
const one = (metric: string, end: number, value: number, labels = {}): MadePoint => ({
  metric: `claude_code.${metric}`,
  session: 'only-once',
  labels,
  start: end - 1000,
  end,
  value,
})
/** A session of one request: each of its series has a single point, born above zero. */
const short: readonly MadePoint[] = [
  one('session.count', until - 50_000, 1, { start_type: 'fresh' }),
  one('session.count', until - 49_000, 1, { start_type: 'resume' }),
  one('cost.usage', until - 50_000, 0.123456789, { model: 'claude-new[1m]' }),
  one('cost.usage', until - 49_000, 0.2, { model: 'claude-new' }),
  one('token.usage', until - 50_000, 7, { type: 'output', model: 'claude-new[1m]' }),
  one('commit.count', until - 50_000, 3),
]
const points = [...work.points, ...short]
let served: Served

beforeAll(async () => {
  served = await serve({ points, events: work.events }, { now: () => until })
}, 60_000)
afterAll(() => served.close())

const range = `from=${from}&to=${until}&tz=Europe/Berlin`
const panel = (path: string, more = range) => {
  const [board, id] = path.split('/')
  return get(served, `/api/panel?board=${board}&panel=${id}&${more}`)
}

const within = (metric: string, labels: Record<string, string> = {}, [a, b] = [from, until]) =>
  points.filter(
    (point) =>
      point.metric === metric &&
      point.end > a &&
      point.end <= b &&
      Object.entries(labels).every(([name, value]) => point.labels[name] === value),
  )

const sum = (of: readonly { readonly value: number }[]) => of.reduce((n, { value }) => n + value, 0)

/** Money is a floating sum: nothing but the order of adding may differ. */
const same = (found: number, expected: number) =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9)

async function isTotal(path: string, metric: string, labels: Record<string, string> = {}) {
  const expected = sum(within(metric, labels))
  expect(expected).toBeGreaterThan(0)
  same((await panel(path)).answer.value, expected)
}

/** Each bar of each series, against the points in it. */
async function areBars(path: string, metric: string, label: string, perSecond = false) {
  const { answer } = await panel(path)
  const { ends, series } = answer as {
    ends: number[]
    series: { label: string; values: (number | null)[] }[]
  }
  expect(series.length).toBeGreaterThan(0)
  for (const { label: value, values } of series) {
    const own = within(metric).filter(
      ({ labels }) => (labels[label] ?? '').replace(/\[.*/, '') === value,
    )
    for (const [place, found] of values.entries()) {
      const [a = 0, b = 0] = [ends[place], ends[place + 1]]
      const expected = sum(own.filter(({ end }) => end > a && end <= b))
      same(found ?? 0, perSecond ? expected / ((b - a) / 1000) : expected)
    }
  }
  const all = series.flatMap(({ values }) => values).reduce<number>((n, one) => n + (one ?? 0), 0)
  if (!perSecond) same(all, sum(within(metric)))
}

const tokens = 'claude_code.token.usage'
const lines = 'claude_code.lines_of_code.count'

describe('the eight metrics and seventeen panels', () => {
  test('S2-20 the eight metrics', async () => {
    const list = await get(served, `/api/metrics?from=${from}&to=${until}`)
    expect(list.metrics.map(({ name }: { name: string }) => name).toSorted()).toEqual(
      Object.values(metrics)
        .map(({ name }) => name)
        .toSorted(),
    )
    for (const { name, total } of list.metrics) same(total, sum(within(name)))
  })
  test('S2-21 total cost', () => isTotal('overview/cost', 'claude_code.cost.usage'))
  test('S2-22 total sessions', () => isTotal('overview/sessions', 'claude_code.session.count'))
  test('S2-23 total active time', () =>
    isTotal('overview/active-time', 'claude_code.active_time.total'))
  test('S2-24 token rate, by type: the sum of a bar by its seconds', async () => {
    await areBars('cost/token-rate', tokens, 'type', true)
    expect((await panel('cost/token-rate')).unit).toBe('tokens/s')
  })
  test('S2-25 commits', () => isTotal('overview/commits', 'claude_code.commit.count'))
  test('S2-26 pull requests', () =>
    isTotal('overview/pull-requests', 'claude_code.pull_request.count'))
  test('S2-27 lines added', () => isTotal('overview/lines-added', lines, { type: 'added' }))
  test('S2-28 lines removed', () => isTotal('overview/lines-removed', lines, { type: 'removed' }))
  test('S2-29 input tokens', () => isTotal('overview/input-tokens', tokens, { type: 'input' }))
  test('S2-30 output tokens', () => isTotal('overview/output-tokens', tokens, { type: 'output' }))
  test('S2-31 cache read tokens', () =>
    isTotal('overview/cache-read-tokens', tokens, { type: 'cacheRead' }))
  test('S2-32 cache creation tokens', () =>
    isTotal('overview/cache-creation-tokens', tokens, { type: 'cacheCreation' }))
  test('S2-33 decisions on edits', () =>
    areBars('overview/decisions-over-time', 'claude_code.code_edit_tool.decision', 'decision'))
  test('S2-34 cost over time by model', () =>
    areBars('overview/cost-over-time', 'claude_code.cost.usage', 'model'))
  test('S2-35 token usage over time', () => areBars('overview/tokens-over-time', tokens, 'type'))
  test('S2-36 activity over time', async () => {
    const { answer } = await panel('overview/activity-over-time')
    const names = ['session.count', 'commit.count', 'pull_request.count']
    expect(answer.series.map(({ label }: { label: string }) => label)).toEqual([
      'Sessions',
      'Commits',
      'Pull requests',
    ])
    for (const [place, name] of names.entries()) {
      const { values } = answer.series[place] as { values: (number | null)[] }
      for (const [at, found] of values.entries()) {
        const edges: [number, number] = [answer.ends[at], answer.ends[at + 1]]
        expect(found ?? 0).toBe(sum(within(`claude_code.${name}`, {}, edges)))
      }
    }
  })
  test('S2-37 code changes over time', () => areBars('overview/lines-over-time', lines, 'type'))
})

describe('none of its wrong numbers', () => {
  const value = async (path: string, a: number, b: number) =>
    (await panel(path, `from=${a}&to=${b}`)).answer.value

  test('F2-01 a total is of its range', async () => {
    const half = (from + until) / 2
    const parts = [
      await value('overview/tokens', from, half),
      await value('overview/tokens', half, until),
    ]
    expect(parts[0]).toBeGreaterThan(0)
    expect(parts[0]).not.toBe(parts[1])
    expect(parts[0] + parts[1]).toBe(await value('overview/tokens', from, until))
  })

  test('F2-02 a total does not shrink when sessions end', async () => {
    const before = await value('overview/tokens', from, until - 3_600_000)
    // Ten hours later nobody has sent anything any more.
    expect(await value('overview/tokens', from, until + 36_000_000)).toBeGreaterThanOrEqual(before)
  })

  test('F2-03 the first point of a series counts, also where it is the only one', async () => {
    const { answer } = await panel('session/cost', 'session=only-once')
    same(answer.value, 0.123456789 + 0.2)
    expect((await panel('session/tokens', 'session=only-once')).answer.value).toBe(7)
  })

  test('F2-04 what is counted is whole, at any edges', async () => {
    const roll = dice(3)
    for (const path of [
      'overview/tokens',
      'overview/lines-added',
      'overview/commits',
      'overview/sessions',
    ])
      for (let count = 0; count < 20; count++) {
        const b = until - Math.floor(roll() * 8 * 86_400_000)
        const found = await value(path, b - Math.floor(roll() * 5 * 86_400_000) - 1, b)
        expect(Number.isInteger(found ?? 0)).toBe(true)
      }
  })

  test('F2-05 bars do not overlap: a legend that adds them up is the total', async () => {
    for (const length of [600_000, 3_600_000, 86_400_000, until - from]) {
      const more = `from=${until - length}&to=${until}`
      const { answer } = await panel('overview/tokens-over-time', more)
      const ends: number[] = answer.ends
      expect(ends.every((end, place) => place === 0 || end > (ends[place - 1] ?? 0))).toBe(true)
      const all = answer.series.flatMap(({ values }: { values: (number | null)[] }) => values)
      const legend = all.reduce((n: number, found: number | null) => n + (found ?? 0), 0)
      expect(legend).toBe((await panel('overview/tokens', more)).answer.value ?? 0)
    }
  })

  test('F2-06 a range of seconds has its points', async () => {
    expect(await value('cost/cost', until - 50_001, until - 50_000)).toBe(0.123456789)
    const { answer } = await panel(
      'overview/cost-over-time',
      `from=${until - 50_001}&to=${until - 50_000}`,
    )
    expect(answer.series).toEqual([{ label: 'claude-new', values: [0.123456789] }])
  })

  test('F2-07 commits are counted, not sessions that had some', async () => {
    expect(await value('overview/commits', until - 50_001, until)).toBe(3)
  })

  test('F2-08 a resumed session is one more start, and says so', async () => {
    const { answer } = await panel('sessions/started', `from=${until - 50_001}&to=${until}`)
    const total = (values: (number | null)[]) => values.reduce<number>((n, v) => n + (v ?? 0), 0)
    expect(
      Object.fromEntries(
        answer.series.map((one: { label: string; values: (number | null)[] }) => [
          one.label,
          total(one.values),
        ]),
      ),
    ).toEqual({ fresh: 1, resume: 1 })
  })

  test('F2-09 one line per type, whatever the number of sessions and models', async () => {
    const { answer } = await panel('cost/token-rate')
    const found = answer.series.map(({ label }: { label: string }) => label)
    expect(found.toSorted()).toEqual(['cacheCreation', 'cacheRead', 'input', 'output'])
  })

  test('F2-10 decisions of a bar are those in it, not all since the beginning', async () => {
    const { answer } = await panel('overview/decisions-over-time')
    const last = answer.series.map(
      ({ values }: { values: (number | null)[] }) => values.at(-1) ?? 0,
    )
    const all = sum(within('claude_code.code_edit_tool.decision'))
    expect(last.reduce((n: number, found: number) => n + found, 0)).toBeLessThan(all)
  })

  test('F2-11 the time of people and that of the client stand apart', async () => {
    const active = 'claude_code.active_time.total'
    await isTotal('overview/time-of-you', active, { type: 'user' })
    await isTotal('overview/time-of-client', active, { type: 'cli' })
    await areBars('sessions/active-time', active, 'type')
  })

  test('F2-12 a model has one name', async () => {
    const { answer } = await panel('overview/cost-by-model')
    const found = answer.parts.map(({ label }: { label: string }) => label)
    expect(found).toContain('claude-new')
    expect(found.filter((label: string) => label.includes('['))).toEqual([])
    expect(new Set(found).size).toBe(found.length)
  })

  test('F2-14 and F2-15 no arc without a maximum, and money is an estimate', () => {
    const panels = boards.flatMap((board) => board.panels)
    expect(panels.filter(({ draw }) => /gauge|arc/.test(draw))).toEqual([])
    for (const { title } of panels.filter(({ unit }) => unit === 'usd'))
      expect(title).toContain('estimate')
  })

  test('F2-16 the list of metrics adds all series up', async () => {
    const { metrics: list } = await get(served, '/api/metrics')
    const found = list.find(({ name }: { name: string }) => name === tokens)
    expect(found.total).toBe(sum(points.filter(({ metric }) => metric === tokens)))
  })

  test('F2-17 what did not happen yet is no failure, and not 0', async () => {
    const { metrics: list } = await get(served, `/api/metrics?from=1&to=2`)
    for (const { total, last_seen } of list) expect([total, last_seen]).toEqual([null, null])
    expect((await panel('overview/commits', 'from=1&to=2')).answer.value).toBeNull()
  })

  test('F2-30 the reader narrows by user, session and model, and a rate has its unit', async () => {
    const model = await panel('overview/cost', `${range}&where=model=claude-new`)
    same(model.answer.value, 0.323456789)
    const user = await panel('overview/cost', `${range}&where=user_id=u1`)
    same(user.answer.value, sum(within('claude_code.cost.usage', { 'user.id': 'u1' })))
    const session = await panel('overview/cost', `${range}&session=only-once`)
    same(session.answer.value, 0.323456789)
  })
})
