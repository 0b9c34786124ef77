// What /api/panel says beside the number: its range, how exact it is, what was left out, what cannot be narrowed; and as a file.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Made, MadeEvent, MadePoint } from '../dashboards/made-year.ts'
import { get, said } from './asked.ts'
import { type Served, serve } from './serving.ts'

const until = Date.UTC(2026, 10, 20, 17)
const minute = 60_000
const point = (session: string, ago: number, value: number, labels = {}): MadePoint => ({
  metric: 'claude_code.cost.usage',
  session,
  labels,
  start: until - ago - 500,
  end: until - ago,
  value,
})
const event = (
  name: string,
  ago: number,
  fields: MadeEvent['fields'],
  session = 'a',
): MadeEvent => ({
  name,
  at: until - ago,
  session,
  fields,
})
const many = Array.from({ length: 30 }, (_, place) =>
  point(`s${place}`, 40 * minute + place, 2 ** -place, {
    model: `m${place}`,
    'team.id': `=t${place}`,
  }),
)
const asked = { model: 'opus', duration_ms: 4000, cost_usd: 0.25, input_tokens: 1 }
const rest = { output_tokens: 2, cache_read_tokens: 3, cache_creation_tokens: 4 }
const made: Made = {
  points: [...many, point('a', 30 * minute, 0.75, { model: 'opus' }), point('a', minute, 0.5)],
  events: [
    event('user_prompt', 30 * minute, { prompt_length: '12' }),
    event('api_request', 29 * minute, { ...asked, ...rest, 'agent.name': 'explorer' }),
    event('tool_decision', 28 * minute + 1, { tool_name: 'Bash', decision: 'accept' }),
    event('tool_result', 28 * minute, { tool_name: 'Bash', success: 0, duration_ms: 90_000 }),
    event('api_error', 27 * minute, { model: 'opus', status_code: 529, duration_ms: '700' }),
    event('api_retries_exhausted', 27 * minute, {
      total_retry_duration_ms: '1500',
      total_attempts: 3,
    }),
    event('api_retries_exhausted', 26 * minute, { total_retry_duration_ms: 'unknown' }),
    event('api_request', 25 * minute, { ...asked, ...rest, cost_usd: 0.5 }),
    event('subagent_completed', 24 * minute, { agent_type: 'explorer', duration_ms: 60_000 }),
    event('api_request', 23 * minute, asked, 'somebody else'),
  ],
}
let served: Served

beforeAll(async () => {
  served = await serve(made, { now: () => until })
})
afterAll(() => served.close())

const panel = (board: string, id: string, more = '') =>
  get(
    served,
    `/api/panel?board=${board}&panel=${id}&from=${until - 60 * minute}&to=${until}${more}`,
  )
const csv = async (board: string, id: string, more = '') => {
  const path = `/api/panel?board=${board}&panel=${id}&from=${until - 60 * minute}&to=${until}&format=csv${more}`
  const response = await fetch(`${served.address}${path}`)
  const lines = (await response.text()).split('\r\n')
  return { lines, headers: response.headers }
}

describe('beside the number', () => {
  test('range, unit, moment, and how exact it is', async () => {
    expect(await panel('overview', 'cost')).toMatchObject({
      board: 'overview',
      panel: 'cost',
      unit: 'usd',
      range: { from: '2026-11-20T16:00:00.000Z', to: '2026-11-20T17:00:00.000Z' },
      time_zone: 'UTC',
      as_of: '2026-11-20T17:00:00.000Z',
      exactness: { exact: true, says: expect.stringContaining('not a bill') },
      does_not_apply: [],
    })
    expect((await panel('tools', 'latency')).exactness.exact).toBe(false)
    const open = await get(served, `/api/panel?board=overview&panel=cost&to=${until + 1}`)
    expect(open.exactness.says).toContain('not over yet')
  })

  test('a filter that cannot hold is said, and no number is shown for it', async () => {
    const commits = await panel('overview', 'commits', '&where=model=opus')
    expect(commits.does_not_apply).toEqual([
      'Model is not known here, so this panel cannot be narrowed by it.',
    ])
    expect(commits.answer.value).toBeNull()
    const ratio = await panel('cost', 'cost-per-session', '&where=model=opus')
    expect([ratio.does_not_apply.length, ratio.answer.value]).toEqual([1, null])
    for (const [board, id, where] of [
      ['api', 'requests', 'query_source=main'],
      ['api', 'requests', 'language=Go'],
      ['tools', 'calls', 'model=opus'],
      ['overview', 'activity-over-time', 'start_type=fresh'],
    ] as const)
      expect((await panel(board, id, `&where=${where}`)).does_not_apply).toHaveLength(1)
    for (const [board, id, where] of [
      ['api', 'requests', 'model=opus'],
      ['api', 'errors', 'attribute:team.id=x'],
      ['tools', 'calls', 'tool_name=Bash'],
      ['sessions', 'list', 'model=opus'],
    ] as const)
      expect((await panel(board, id, `&where=${where}`)).does_not_apply).toEqual([])
  })

  test('too many parts are folded into one, with exactly what is left', async () => {
    const { answer } = await panel('cost', 'cost-by-model')
    expect(answer.parts).toHaveLength(13)
    const last = answer.parts.at(-1)
    const shown = answer.parts.filter((part: { label: string | null }) => part.label !== null)
    expect(shown).toHaveLength(12)
    expect(last).toMatchObject({ label: '20 others', folds: 20 })
    const total = (await panel('cost', 'cost')).answer.value
    const all = answer.parts.reduce((n: number, part: { value: number }) => n + part.value, 0)
    expect(Math.abs(all - total)).toBeLessThan(1e-9)
    const bars = (await panel('cost', 'cost-over-time')).answer
    expect(bars.series.at(-1)).toMatchObject({ label: '20 others', folds: 20 })
    const values = bars.series.flatMap((one: { values: (number | null)[] }) => one.values)
    const sum = values.reduce((n: number, value: number | null) => n + (value ?? 0), 0)
    expect(Math.abs(sum - total)).toBeLessThan(1e-9)
    expect((await panel('cost', 'cost-by-model', '&parts=40')).answer.parts).toHaveLength(32)
  })

  test('rows that were left out are counted', async () => {
    const list = (await panel('sessions', 'list', '&rows=5')).answer
    expect([list.rows.length, list.there_are]).toEqual([5, 31])
    expect((await panel('sessions', 'list')).answer.there_are).toBeUndefined()
    const top = (await panel('cost', 'top-sessions')).answer
    expect([top.rows.length, top.there_are]).toEqual([20, 31])
  })

  test.each([
    ['by=nonsense', 'by is a label'],
    ['by=model', 'is not for it'],
    ['parts=0', 'parts is a whole number'],
    ['rows=1e9', 'rows is a whole number'],
    ['where=attribute:=x', 'LABEL=VALUE'],
    [Array.from({ length: 21 }, () => 'where=model=x').join('&'), 'At most 20'],
  ])('what makes no sense is said: %s', async (query, word) => {
    const { ok, error } = await said(served, `/api/panel?board=cost&panel=cost&${query}`)
    expect([ok, error.code, error.message]).toEqual([
      false,
      'bad-query',
      expect.stringContaining(word),
    ])
  })
})

test('the list of metrics passes no filter over', async () => {
  for (const query of ['where=model=x', 'session=a']) {
    const { ok, error } = await said(served, `/api/metrics?${query}`)
    expect([ok, error.message]).toEqual([false, expect.stringContaining('not for it')])
  }
})

describe('one session', () => {
  const one = (id: string, session = 'a') =>
    get(served, `/api/panel?board=session&panel=${id}&session=${session}`)

  test('all of it, whatever the range, and nothing of others', async () => {
    const cost = await one('cost')
    expect(cost.answer).toEqual({ shape: 'number', value: 1.25, before: null })
    expect(cost.range.to).toBe(new Date(until - minute).toISOString())
    expect((await one('requests')).answer.value).toBe(2)
    const narrow = await get(served, `/api/panel?board=session&panel=cost&session=a&from=1&to=2`)
    expect(narrow.answer.value).toBe(1.25)
  })

  test('lanes: when each began and ended, how it went, what it cost so far', async () => {
    const { rows } = (await one('lanes')).answer
    const seen = rows.map((row: Record<string, unknown>) => [
      row['kind'],
      row['event'],
      row['what'],
      (Number(row['at']) - Number(row['start'])) / 1000,
      row['success'],
      row['running'],
    ])
    expect(seen).toEqual([
      ['prompt', 'user_prompt', null, 0, null, null],
      ['request', 'api_request', 'opus', 4, 1, 0.25],
      ['decision', 'tool_decision', 'Bash', 0, 1, 0.25],
      ['tool', 'tool_result', 'Bash', 90, 0, 0.25],
      ['error', 'api_error', 'opus', 0.7, 0, 0.25],
      ['error', 'api_retries_exhausted', null, 0, 0, 0.25],
      ['error', 'api_retries_exhausted', null, 0, 0, 0.25],
      ['request', 'api_request', 'opus', 4, 1, 0.75],
      ['agent', 'subagent_completed', 'explorer', 60, null, 0.75],
    ])
    expect(rows[1]).toMatchObject({ agent: 'explorer', tokens: 10, cost: 0.25 })
  })

  test('its cost grows request by request', async () => {
    const { rows } = (await one('running-cost')).answer
    expect(rows.map((row: Record<string, unknown>) => row['running'])).toEqual([0.25, 0.75])
  })

  test('a session that is not known is said', async () => {
    const { ok, error } = await said(served, '/api/panel?board=session&panel=cost&session=nobody')
    expect([ok, error.code]).toEqual([false, 'no-session'])
    const without = await said(served, '/api/panel?board=session&panel=cost')
    expect(without.error.message).toContain('session=ID')
  })
})

test('numbers that events carry are added up, whatever form they have', async () => {
  expect((await panel('api', 'retry-time')).answer.value).toBe(1500)
  const { parts } = (await panel('api', 'given-up-by-attempts')).answer
  expect(parts).toEqual(
    expect.arrayContaining([
      { label: '3', value: 1 },
      { label: null, value: 1 },
    ]),
  )
})

describe('as a file', () => {
  test('a number, with its unit', async () => {
    const { lines, headers } = await csv('overview', 'cost')
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(lines[0]).toBe('title,value_usd,before_usd')
    expect(lines[1]?.split(',').at(-1)).toBe('')
  })

  test('parts: all of them, none of them a formula', async () => {
    const { lines } = await csv('cost', 'cost-by', '&by=attribute:team.id')
    expect(lines[0]).toBe('label,usd')
    expect(lines).toHaveLength(33)
    expect(lines.filter((line) => line.startsWith('='))).toEqual([])
    expect(lines).toContain("'=t3,0.125")
  })

  test('bars: times in UTC, one column for each part', async () => {
    const { lines } = await csv('cost', 'cost-over-time', '&tz=Asia/Kolkata&parts=2')
    expect(lines[0]).toBe('after,until,m0 (usd),none (usd),30 others (usd)')
    expect(lines[1]).toMatch(/^2026-11-20T16:00:00\.000Z,2026-11-20T16:01:00\.000Z,/)
  })

  test('tables: what is missing is empty, and how many rows there are is said', async () => {
    const { lines, headers } = await csv('sessions', 'list', '&rows=2')
    expect(headers.get('x-rows')).toBe('2 of 31')
    expect(lines[0]).toContain('session,first,last,cost_usd,tokens,active_seconds,added')
    expect(lines[1]).toMatch(/^a,2026-11-20T16:29:59\.500Z,2026-11-20T16:59:00\.000Z,1\.25,,/)
  })
})
