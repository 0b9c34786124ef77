// Narrowed and split, over random ranges of a real store: filters, sessions and parts add up to the whole, to the last point.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../../src/dashboards/answer.ts'
import { attributeOf, type By } from '../../src/dashboards/labels.ts'
import type { Asking, Measure, Where } from '../../src/dashboards/measure.ts'
import { metrics, type MetricKey } from '../../src/dashboards/metrics.ts'
import { scale } from '../scale.ts'
import { type MadeStore, madeStore } from './made-store.ts'
import { dice, madeWork, type MadeEvent, type MadePoint } from './made-year.ts'

const until = Date.UTC(2026, 10, 20, 17, 3, 7, 411)
// Over the clock changes of autumn.
const made = madeWork({ seed: 21, until, days: 40, sessionsADay: 4 })
const zones = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/New_York']
let kept: MadeStore

beforeAll(async () => {
  kept = await madeStore(made)
}, 60_000)
afterAll(() => kept.close())

const roll = dice(5)
const one = <Item>(items: readonly Item[]): Item => items[Math.floor(roll() * items.length)] as Item

const chosen: readonly (readonly [By, readonly string[]])[] = [
  ['model', ['claude-opus-4-7', 'claude-sonnet-4-6', 'claude-haiku-4-5', 'no-such-model']],
  ['attribute:team.id', ['core', 'web', '']],
  ['repository', ['repository-0', 'repository-1', '']],
  ['service_version', ['2.1.329', '2.1.197']],
  ['terminal_type', ['vscode', 'non-interactive']],
]

function randomWhere(): Where[] {
  return chosen
    .filter(() => roll() < 0.15)
    .map(([label, values]) => ({
      label,
      is: roll() < 0.7 ? [one(values)] : [one(values), one(values)],
    }))
}

/** Edges on points, on slots, on the clock change, and anywhere. */
function randomAsking(): Asking {
  const length = Math.ceil(1000 * 2 ** (roll() * 22))
  let to = until - Math.floor(roll() * 38 * 86_400_000)
  if (roll() < 0.2) to = Math.ceil(to / 900_000) * 900_000
  if (roll() < 0.2) to = one(made.points).end
  if (roll() < 0.2) to = Date.UTC(2026, 9, 25, 1) + length / 2
  const point = roll() < 0.25 ? one(made.points) : null
  if (point !== null) to = point.end + Math.floor(roll() * length)
  const session = point === null ? {} : { session: point.session }
  return {
    range: { from: to - length, to },
    timeZone: one(zones),
    where: randomWhere(),
    ...session,
  }
}

const askings = Array.from({ length: scale.narrowedRanges }, randomAsking)

const valueOf = (labels: Readonly<Record<string, unknown>>, by: By): string => {
  const value = String(labels[attributeOf(by)] ?? '')
  return by === 'model' ? value.replace(/\[.*/, '') : value
}

const holds = (labels: Readonly<Record<string, unknown>>, where: readonly Where[] = []): boolean =>
  where.every(({ label, is }) => is.includes(valueOf(labels, label)))

function points(metric: MetricKey, { range, where, session }: Asking): MadePoint[] {
  return made.points.filter(
    (point) =>
      point.metric === metrics[metric].name &&
      point.end > range.from &&
      point.end <= range.to &&
      (session === undefined || point.session === session) &&
      holds(point.labels, where),
  )
}

function events(name: string, { range, where, session }: Asking): MadeEvent[] {
  return made.events.filter(
    (event) =>
      event.name === name &&
      event.at > range.from &&
      event.at <= range.to &&
      (session === undefined || event.session === session) &&
      holds({ ...event.labels, ...event.fields }, where),
  )
}

const sum = (of: readonly MadePoint[]): number | null =>
  of.length === 0 ? null : of.reduce((all, { value }) => all + value, 0)

function near(found: number | null | undefined, expected: number | null): void {
  if (expected === null || typeof found !== 'number') return expect(found ?? null).toBe(expected)
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)))
}

async function shaped<Shape extends Answer['shape']>(
  shape: Shape,
  measure: Measure,
  asking: Asking,
): Promise<Extract<Answer, { shape: Shape }>> {
  const answer = await kept.ask(measure, asking)
  if (answer.shape !== shape) throw new Error(answer.shape)
  return answer as Extract<Answer, { shape: Shape }>
}

test('enough of what is asked has an answer, narrowed and not', { timeout: 600_000 }, () => {
  const filled = askings.filter((asking) => points('tokens', asking).length > 0)
  expect(filled.length).toBeGreaterThan(askings.length / 5)
  expect(filled.filter(({ where = [] }) => where.length > 0).length).toBeGreaterThan(5)
  expect(filled.filter(({ session }) => session !== undefined).length).toBeGreaterThan(2)
})

describe('sums', { timeout: 600_000 }, () => {
  test('totals, and those of the period before', async () => {
    for (const asking of askings) {
      const before = {
        ...asking,
        range: { from: 2 * asking.range.from - asking.range.to, to: asking.range.from },
      }
      for (const metric of ['cost', 'tokens', 'activeTime'] as const) {
        const answer = await shaped('number', { op: 'total', of: { metric } }, asking)
        near(answer.value, sum(points(metric, asking)))
        near(answer.before, sum(points(metric, before)))
      }
    }
  })

  test('parts by any label, those without it as one of them, are the whole', async () => {
    for (const asking of askings) {
      const [by] = one(chosen)
      const all = points('tokens', asking)
      const { parts } = await shaped('parts', { op: 'by', of: { metric: 'tokens' }, by }, asking)
      const expected = new Map<string | null, number>()
      for (const { labels, value } of all) {
        const label = valueOf(labels, by) || null
        expected.set(label, (expected.get(label) ?? 0) + value)
      }
      expect(new Map(parts.map(({ label, value }) => [label, value]))).toEqual(expected)
      expect(parts.length === 0 ? null : parts.reduce((n, { value }) => n + value, 0)).toBe(
        sum(all),
      )
    }
  })

  test('bars are (start, end], their sums the total, their rate the sum by the second', async () => {
    for (const asking of askings) {
      const of = { metric: 'tokens' } as const
      const { ends, series } = await shaped('bars', { op: 'over-time', of, by: 'type' }, asking)
      const rate = await shaped('bars', { op: 'rate', of, by: 'type' }, asking)
      expect(rate.ends).toEqual(ends)
      expect([ends[0], ends.at(-1)]).toEqual([asking.range.from, asking.range.to])
      for (const [place, { label, values }] of series.entries()) {
        const own = points('tokens', asking).filter(({ labels }) => labels['type'] === label)
        const expected = ends
          .slice(1)
          .map((end, at) =>
            sum(own.filter((point) => point.end > (ends[at] ?? 0) && point.end <= end)),
          )
        expect(values).toEqual(expected)
        const seconds = (at: number) => ((ends[at + 1] ?? 0) - (ends[at] ?? 0)) / 1000
        expect(rate.series[place]?.values).toEqual(
          expected.map((value, at) => (value === null ? null : value / seconds(at))),
        )
      }
    }
  })

  test('what holds and what does not hold are everything', async () => {
    for (const asking of askings.slice(0, 40)) {
      const { where: _, ...open } = asking
      const [label, values] = one(chosen)
      const all = await shaped('number', { op: 'total', of: { metric: 'tokens' } }, open)
      const parts = await Promise.all(
        [...new Set(values)].map((value) =>
          shaped(
            'number',
            { op: 'total', of: { metric: 'tokens' } },
            { ...open, where: [{ label, is: [value] }] },
          ),
        ),
      )
      const named = parts.reduce((n, { value }) => n + (value ?? 0), 0)
      const others = points('tokens', open).filter(
        ({ labels }) => !values.includes(valueOf(labels, label)),
      )
      expect(named + (sum(others) ?? 0)).toBe(all.value ?? 0)
    }
  })

  test('sessions, ranked; and every session adds its part to the total', async () => {
    for (const asking of askings.slice(0, 40)) {
      const measure = { op: 'top-sessions', of: { metric: 'tokens' }, limit: 10_000 } as const
      const { rows } = await shaped('table', measure, asking)
      const all = points('tokens', asking)
      expect(new Set(rows.map(({ label }) => label))).toEqual(
        new Set(all.map(({ session }) => session)),
      )
      expect(rows.reduce((n, { value }) => n + Number(value), 0)).toBe(sum(all) ?? 0)
    }
  })
})

describe('events', { timeout: 600_000 }, () => {
  const failed = [{ field: 'success', is: ['false'] }] as const

  test('counts narrowed as sums are, and those of the period before', async () => {
    for (const asking of askings) {
      const answer = await shaped('number', { op: 'events', event: 'api_request' }, asking)
      expect(answer.value ?? 0).toBe(events('api_request', asking).length)
      const before = {
        ...asking,
        range: { from: 2 * asking.range.from - asking.range.to, to: asking.range.from },
      }
      expect(answer.before ?? 0).toBe(events('api_request', before).length)
    }
  })

  test('parts and bars are all of them', async () => {
    const without = (asking: Asking): Asking => ({
      ...asking,
      where: (asking.where ?? []).filter(({ label }) => label !== 'model'),
    })
    for (const asking of askings.map(without)) {
      const all = events('tool_result', asking)
      const by = one(['tool_name', 'success', 'service.version', 'error_type'])
      const { parts } = await shaped('parts', { op: 'events-by', event: 'tool_result', by }, asking)
      const said = ({ fields, labels }: MadeEvent): string | null => {
        const value = { ...labels, ...fields }[by] ?? null
        if (by === 'success') return String(value === 1)
        return value === null ? null : String(value)
      }
      const expected = new Map<string | null, number>()
      for (const event of all) expected.set(said(event), (expected.get(said(event)) ?? 0) + 1)
      expect(new Map(parts.map(({ label, value }) => [label, value]))).toEqual(expected)
      const measure = {
        op: 'events-over-time',
        event: 'tool_result',
        by: 'tool_name',
        only: failed,
      } as const
      const { series } = await shaped('bars', measure, asking)
      const values = series.flatMap((part) => part.values)
      const bad = all.filter(({ fields }) => fields['success'] === 0).length
      expect(values.reduce<number>((n, value) => n + (value ?? 0), 0)).toBe(bad)
      const share = await shaped(
        'number',
        { op: 'events-share', event: 'tool_result', only: failed },
        asking,
      )
      near(share.value, all.length === 0 ? null : bad / all.length)
    }
  })
})
