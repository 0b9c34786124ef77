// Every panel of every Grafana board, asked of a real Prometheus as Grafana would ask: equal to the points
// themselves, and to what our own page says of the same points.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boards } from '../../src/dashboards/boards.ts'
import { labels } from '../../src/dashboards/labels.ts'
import type { Measure, Where } from '../../src/dashboards/measure.ts'
import { promqlFor } from '../../src/dashboards/promql.ts'
import { part } from '../bed.ts'
import { scale } from '../scale.ts'
import { filledIn } from './as-grafana.ts'
import { differences, faultsOf } from './grafana-faults.ts'
import {
  barPartsOf,
  dashboards,
  filters,
  type Look,
  panels,
  partsOf,
  shown,
} from './grafana-look.ts'
import { type Parts, Truth } from './grafana-truth.ts'
import { type MadeStore, madeStore } from './made-store.ts'
import { dice, madeWork } from './made-year.ts'
import { type RealPrometheus, startPrometheus } from './real-prometheus.ts'

const program = part('prometheus')
const limit = 600_000
const hour = 3_600_000
const day = 24 * hour
/** Long enough ago for any clock; two months of work, so that 30 days have 30 before them. */
const until = Date.UTC(2025, 10, 20, 17, 3, 7, 411)
const made = madeWork({ seed: 11, until, days: 62, sessionsADay: 3 })
const truth = new Truth(made.points)

let prometheus: RealPrometheus
let page: MadeStore

/** One in ten comes up to three days late, and one request in ten comes twice. */
async function fillPrometheus(): Promise<void> {
  const roll = dice(3)
  const arriving = made.points
    .map((point) => ({ point, at: point.end + (roll() < 0.1 ? roll() * 3 * day : 0) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ point }) => point)
  for (let at = 0; at < arriving.length; at += 1000) {
    const some = arriving.slice(at, at + 1000)
    await prometheus.push(some)
    if (roll() < 0.1) await prometheus.push(some)
  }
}

async function pageSays(measure: Measure, { range, where }: Look): Promise<Parts> {
  const answer = await page.ask(measure, { range, timeZone: 'UTC', where })
  if (answer.shape === 'number') return new Map(answer.value === null ? [] : [['', answer.value]])
  if (answer.shape === 'table')
    return new Map(answer.rows.map(({ label, value }) => [String(label), Number(value)]))
  if (answer.shape !== 'parts') throw new Error('neither numbers nor parts')
  return new Map(answer.parts.map(({ label, value }) => [label ?? 'none', value]))
}

async function everyPanel(look: Look): Promise<void> {
  expect(panels.length).toBeGreaterThan(40)
  const says = (measure: Measure): Promise<Parts> => pageSays(measure, look)
  const found = await Promise.all(
    panels.map(async ({ panel, drawn }) => {
      const answers = await shown(prometheus, drawn, look)
      const faults = await faultsOf({ panel, drawn, look, answers, truth, pageSays: says })
      return faults.map((fault) => `${panel.id}: ${fault}`)
    }),
  )
  expect(found.flat()).toEqual([])
}

/** The work of a day ends with the hour of `until`, so most ranges should too. */
function ends(seed: number): number[] {
  const roll = dice(seed)
  const back = () => Math.floor(roll() * 4) * day + Math.floor(roll() * 9 * hour)
  return [until, ...Array.from({ length: scale.grafanaEnds - 1 }, () => until - back())]
}

describe.skipIf(program === null)('Grafana boards over a real Prometheus', () => {
  beforeAll(async () => {
    prometheus = await startPrometheus(program ?? '')
    page = await madeStore(made)
    await fillPrometheus()
  }, limit)

  afterAll(async () => {
    await prometheus?.stop()
    await page?.close()
  })

  test.each([
    ['an hour', hour, 1],
    ['24 hours', day, 2],
    ['7 days', 7 * day, 3],
    ['30 days', 30 * day, 4],
  ])('every panel over %s', { timeout: limit }, async (_, length, seed) => {
    for (const to of ends(seed))
      await everyPanel({ range: { from: to - length, to }, where: [], offset: 0 })
  })

  test('narrowed to some repositories and one terminal', { timeout: limit }, async () => {
    const where: Where[] = [
      { label: 'repository', is: ['repository-1', 'repository-2'] },
      { label: 'terminal_type', is: ['vscode'] },
    ]
    await everyPanel({ range: { from: until - 7 * day, to: until }, where, offset: 0 })
  })

  test(
    'where clocks are not those of Greenwich, days are days there',
    { timeout: limit },
    async () => {
      const offset = 5.5 * hour
      const midnight = Math.floor((until + offset) / day) * day - offset
      const look = { range: { from: midnight - 29 * day, to: until }, where: [], offset }
      await everyPanel(look)
      const daily = panels.find(({ panel }) => panel.id === 'cost-by-day')
      if (daily === undefined) throw new Error('no panel of days')
      const { range } = look
      const answer = await page.ask(daily.panel.measure, { range, timeZone: 'Asia/Kolkata' })
      if (answer.shape !== 'bars') throw new Error('no bars')
      const days: Parts = new Map(
        (answer.series[0]?.values ?? []).flatMap((value, place) =>
          value === null ? [] : [[` ${answer.ends[place]}`, value] as const],
        ),
      )
      expect(days.size).toBeGreaterThan(15)
      const answers = await shown(prometheus, daily.drawn, look)
      expect(differences(barPartsOf(daily.drawn, answers), days)).toEqual([])
    },
  )

  test(
    'bars from one edge to another add up to the number of the page',
    { timeout: limit },
    async () => {
      const to = Math.floor(until / day) * day
      for (const length of [day, 7 * day, 30 * day]) {
        const look: Look = { range: { from: to - length, to }, where: [], offset: 0 }
        for (const { panel, drawn } of panels) {
          if (panel.measure.op !== 'over-time') continue
          const { of, by } = panel.measure
          const sums: Parts = new Map()
          for (const [key, value] of barPartsOf(drawn, await shown(prometheus, drawn, look))) {
            const cut = key.lastIndexOf(' ')
            if (Number(key.slice(cut)) >= to) continue
            sums.set(key.slice(0, cut), (sums.get(key.slice(0, cut)) ?? 0) + value)
          }
          const asked: Measure = by === undefined ? { op: 'total', of } : { op: 'by', of, by }
          expect([panel.id, differences(sums, await pageSays(asked, look))]).toEqual([panel.id, []])
        }
      }
    },
  )

  test(
    'what PromQL can say of our other boards is what the page says',
    { timeout: limit },
    async () => {
      const look: Look = { range: { from: until - 30 * day, to: until }, where: [], offset: 0 }
      const asked = boards.flatMap((board) =>
        board.panels.flatMap(({ id, measure }) => {
          const [query] = promqlFor(measure) ?? []
          return query?.at === 'end' ? [{ name: `${board.id}/${id}`, measure, query }] : []
        }),
      )
      expect(asked.length).toBeGreaterThan(30)
      for (const { name, measure, query } of asked) {
        const answer = await prometheus.at(filledIn(query.expr, { __range_ms: 30 * day }), until)
        const found = partsOf(query.legend, answer)
        const wanted = await pageSays(measure, look)
        if (measure.op === 'total' && wanted.size === 0) wanted.set('', 0)
        expect([name, differences(found, wanted)]).toEqual([name, []])
      }
    },
  )

  test('filters offer what there is in the range', async () => {
    const range = { from: until - 30 * day, to: until }
    const points = truth.points({ metric: 'tokens' }, range, [])
    for (const { templating } of dashboards)
      for (const { type, name, definition = '', regex } of templating.list) {
        if (type !== 'query') continue
        const [, expr = ''] = /^query_result\((.*)\)$/.exec(definition) ?? []
        const answer = await prometheus.at(filledIn(expr, { __range_ms: 30 * day }), until)
        const texts = answer.map(({ labels: own }) =>
          Object.entries(own).map(([key, text]) => `{${key}="${text}"} 1 2`),
        )
        const found = texts.flatMap(
          ([text = '']) => new RegExp(regex.slice(1, -1)).exec(text)?.[1] ?? [],
        )
        const { attribute } = labels[filters[name as keyof typeof filters]]
        const wanted = new Set(points.flatMap((point) => point.labels[attribute] ?? []))
        expect(wanted.size).toBeGreaterThan(0)
        expect(new Set(found)).toEqual(wanted)
      }
  })
})
