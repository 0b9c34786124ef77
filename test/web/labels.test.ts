// The labels that a reader may choose from: all that was seen, hostile ones too, and nothing of our own marks.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Made, MadePoint } from '../dashboards/made-year.ts'
import { get } from './asked.ts'
import { type Served, serve } from './serving.ts'

const until = Date.UTC(2026, 10, 20, 17)
const hostile = [
  `team'; DROP TABLE delta; --`,
  'a"b',
  '$.x[0]',
  'ünïcödé 🦀',
  '%',
  'with space',
  'x=y',
  '__proto__',
]
const point = (place: number, labels: Record<string, string>): MadePoint => ({
  metric: 'claude_code.cost.usage',
  session: `s${place}`,
  labels,
  start: until - 1000 * place - 500,
  end: until - 1000 * place,
  value: place + 1,
})
const points: MadePoint[] = [
  ...hostile.map((name, place) => point(place, { model: 'm[1m]', [name]: `v ${name}` })),
  point(20, { model: 'm', 'team.id': 'core' }),
  point(21, { model: 'm', 'team.id': 'web' }),
]
const made: Made = {
  points,
  events: hostile.map((name, place) => ({
    name: 'api_request',
    at: until - 1000 * place,
    session: `s${place}`,
    labels: { [name]: `v ${name}` },
    fields: { model: `m '${place}`, duration_ms: 100 * place },
  })),
}
let served: Served

beforeAll(async () => {
  served = await serve(made, { now: () => until })
  const record = {
    kind: 'delta',
    name: 'claude_telemetry.canary',
    unit: '1',
    labels: { 'claude_telemetry.mark': 'secret-mark', odd: 'canary' },
    resource: { 'service.name': 'claude-telemetry' },
    start: until - 5,
    end: until - 1,
    value: 1,
  } as const
  await served.store.write({ records: [record], refused: {}, clamped: 0, spans: 0 })
})
afterAll(() => served.close())

test('every label that was seen is listed, with its values', async () => {
  const { labels } = await get(served, '/api/labels')
  const found = new Map<string, string[]>(
    labels.map(({ label, values }: { label: string; values: string[] }) => [label, values]),
  )
  expect(found.get('attribute:team.id')).toEqual(['core', 'web'])
  expect(found.get('model')).toEqual(['m'])
  for (const name of hostile) expect(found.get(`attribute:${name}`)).toEqual([`v ${name}`])
  expect(JSON.stringify(labels)).not.toMatch(/canary|secret-mark|session\.id/)
})

test('each of them splits and narrows, and the parts are the whole', async () => {
  const all = points.reduce((sum, { value }) => sum + value, 0)
  for (const [place, name] of hostile.entries()) {
    const by = encodeURIComponent(`attribute:${name}`)
    const { answer, by: said } = await get(served, `/api/panel?board=cost&panel=cost-by&by=${by}`)
    expect(said).toEqual({ label: `attribute:${name}`, title: name })
    expect(answer.parts).toEqual([
      { label: null, value: all - place - 1 },
      { label: `v ${name}`, value: place + 1 },
    ])
    const where = encodeURIComponent(`attribute:${name}=v ${name}`)
    const only = await get(served, `/api/panel?board=cost&panel=cost&where=${where}`)
    // A name that holds "=" cannot be told from its value: the first one cuts.
    expect(only.answer.value).toBe(name.includes('=') ? null : place + 1)
  }
})

test('the same label twice means either, an empty value means none, different labels must all hold', async () => {
  const value = async (...where: string[]) => {
    const query = where.map((one) => `&where=${encodeURIComponent(one)}`).join('')
    return (await get(served, `/api/panel?board=cost&panel=cost${query}`)).answer.value
  }
  expect(await value('attribute:team.id=core', 'attribute:team.id=web')).toBe(21 + 22)
  expect(await value('attribute:team.id=core', 'model=m')).toBe(21)
  expect(await value('attribute:team.id=core', 'attribute:a"b=v a"b')).toBeNull()
  const others = hostile.reduce((sum, _, place) => sum + place + 1, 0)
  expect(await value('attribute:team.id=')).toBe(others)
  // `attribute:model` is the label model.
  expect(await value('attribute:model=m')).toBe(others + 21 + 22)
})

test('events are narrowed and split by them just so, and by values that look like SQL', async () => {
  for (const [place, name] of hostile.entries()) {
    if (name.includes('=')) continue
    const where = encodeURIComponent(`attribute:${name}=v ${name}`)
    for (const [panel, value] of [
      ['requests', 1],
      ['errors', 0],
    ] as const) {
      const said = await get(served, `/api/panel?board=api&panel=${panel}&where=${where}`)
      expect(said.answer.value ?? 0).toBe(value)
    }
    const { rows } = (await get(served, `/api/panel?board=api&panel=timings&where=${where}`)).answer
    expect(rows).toMatchObject([{ label: `m '${place}`, count: 1, longest: 100 * place }])
    const model = encodeURIComponent(`model=m '${place}`)
    const bars = await get(served, `/api/panel?board=api&panel=requests-over-time&where=${model}`)
    expect(bars.answer.series).toHaveLength(1)
    const session = encodeURIComponent(`s${place}' OR '1'='1`)
    expect(
      (await get(served, `/api/panel?board=api&panel=requests&session=${session}`)).answer.value,
    ).toBeNull()
  }
})
