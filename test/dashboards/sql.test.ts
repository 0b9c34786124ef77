// Every sum that SQL answers equals the sum over the points themselves, for any range and any time zone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerOf, type Answer, type Row } from '../../src/dashboards/answer.ts'
import type { Asking, Measure } from '../../src/dashboards/measure.ts'
import { asksFor } from '../../src/dashboards/sql.ts'
import type { Database } from '../../src/world/database.ts'
import { scale } from '../scale.ts'
import { dice, madeDatabase, madeWork } from './made-year.ts'

const until = Date.UTC(2026, 10, 20, 17, 3, 7, 411)
// Over the clock change of 25 October.
const made = madeWork({ seed: 7, until, days: 45, sessionsADay: 5 })
const zones = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/New_York']
let database: Database

beforeAll(() => {
  database = madeDatabase(':memory:', made)
})
afterAll(() => database.close())

function ask(measure: Measure, asking: Asking): Answer {
  const rows = asksFor(measure, asking).map(
    ({ sql, params }) => database.prepare(sql).all(...params) as Row[],
  )
  return answerOf(measure, asking, rows)
}

/** As the database must: nothing at all is null. */
function sum(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0)
}

function truth(metric: string, from: number, to: number, labels: Record<string, string> = {}) {
  const wanted = Object.entries(labels)
  return made.points.filter(
    (point) =>
      point.metric === metric &&
      point.end > from &&
      point.end <= to &&
      wanted.every(([name, value]) => point.labels[name] === value),
  )
}

function near(found: number | null, expected: number | null) {
  if (expected === null || found === null) return expect(found).toBe(expected)
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)))
}

const roll = dice(99)
/** Edges on points, on slots, and anywhere; lengths from a second to all of it. */
function randomAsking(): Asking {
  const length = Math.ceil(1000 * 2 ** (roll() * 22))
  let to = until - Math.floor(roll() * 40 * 86_400_000)
  if (roll() < 0.3) to = Math.ceil(to / 900_000) * 900_000
  if (roll() < 0.3) to = made.points[Math.floor(roll() * made.points.length)]!.end
  const zone = zones[Math.floor(roll() * zones.length)] as string
  return { range: { from: to - length, to }, timeZone: zone }
}
const askings = Array.from({ length: scale.boardRanges }, randomAsking)

describe('over random ranges', { timeout: 600_000 }, () => {
  test('there is something to add up', () => {
    expect(made.points.length).toBeGreaterThan(5_000)
    const filled = askings.filter(({ range: { from, to } }) =>
      made.points.some(({ end }) => end > from && end <= to),
    )
    expect(filled.length).toBeGreaterThan(askings.length / 3)
  })

  test('a total is the sum, and so is that of the period before', () => {
    for (const asking of askings) {
      const { from, to } = asking.range
      const answer = ask({ op: 'total', of: { metric: 'cost' } }, asking)
      if (answer.shape !== 'number') throw new Error(answer.shape)
      const values = (a: number, b: number) =>
        truth('claude_code.cost.usage', a, b).map(({ value }) => value)
      near(answer.value, sum(values(from, to)))
      near(answer.before, sum(values(from - (to - from), from)))
    }
  })

  test('tokens are exact to the unit, also of one type', () => {
    for (const asking of askings) {
      const { from, to } = asking.range
      const where = [{ label: 'type', is: ['output'] }] as const
      const answer = ask({ op: 'total', of: { metric: 'tokens', where } }, asking)
      const points = truth('claude_code.token.usage', from, to, { type: 'output' })
      expect(answer).toMatchObject({ value: sum(points.map(({ value }) => value)) })
    }
  })

  test('parts are the sums of their points', () => {
    for (const asking of askings) {
      const answer = ask({ op: 'by', of: { metric: 'tokens' }, by: 'model' }, asking)
      if (answer.shape !== 'parts') throw new Error(answer.shape)
      const { from, to } = asking.range
      const expected = new Map<string, number>()
      // The longer context of a model is no other model: "[1m]" is cut off.
      for (const { labels, value } of truth('claude_code.token.usage', from, to)) {
        const model = labels['model']!.replace(/\[.*/, '')
        expected.set(model, (expected.get(model) ?? 0) + value)
      }
      expect(new Map(answer.parts.map(({ label, value }) => [label, value]))).toEqual(expected)
    }
  })

  test('every bar holds its own points, and all together the total', () => {
    for (const asking of askings) {
      const answer = ask({ op: 'over-time', of: { metric: 'tokens' }, by: 'type' }, asking)
      if (answer.shape !== 'bars') throw new Error(answer.shape)
      const { ends, series } = answer
      expect([ends[0], ends.at(-1)]).toEqual([asking.range.from, asking.range.to])
      expect(ends).toEqual(ends.toSorted((a, b) => a - b))
      for (const { label, values } of series) {
        const points = truth('claude_code.token.usage', ends[0]!, ends.at(-1)!, { type: label! })
        const expected = ends
          .slice(1)
          .map((end, place) =>
            sum(
              points.filter((one) => one.end > ends[place]! && one.end <= end).map((p) => p.value),
            ),
          )
        expect(values).toEqual(expected)
      }
      const all = truth('claude_code.token.usage', ends[0]!, ends.at(-1)!)
      expect(new Set(series.map(({ label }) => label))).toEqual(
        new Set(all.map(({ labels }) => labels['type'])),
      )
    }
  })

  test('a ratio is one of sums', () => {
    const of = { metric: 'tokens', where: [{ label: 'type', is: ['cacheRead'] }] } as const
    const read = ['input', 'cacheRead', 'cacheCreation']
    const to = { metric: 'tokens', where: [{ label: 'type', is: read }] } as const
    for (const asking of askings) {
      const { range } = asking
      const answer = ask({ op: 'ratio', of, to }, asking)
      const all = truth('claude_code.token.usage', range.from, range.to)
      const part = (types: string[]) =>
        all.filter(({ labels }) => types.includes(labels['type']!)).reduce((n, p) => n + p.value, 0)
      const expected = part(read) === 0 ? null : part(['cacheRead']) / part(read)
      if (answer.shape !== 'number') throw new Error(answer.shape)
      near(answer.value, expected)
    }
  })

  test('sessions are ranked by what they used in the range', () => {
    for (const asking of askings) {
      const answer = ask({ op: 'top-sessions', of: { metric: 'cost' }, limit: 5 }, asking)
      if (answer.shape !== 'table') throw new Error(answer.shape)
      const sums = new Map<string, number>()
      for (const { session, value } of truth(
        'claude_code.cost.usage',
        asking.range.from,
        asking.range.to,
      ))
        sums.set(session, (sums.get(session) ?? 0) + value)
      const expected = [...sums].toSorted(([, a], [, b]) => b - a).slice(0, 5)
      expect(answer.rows.map(({ label }) => label)).toEqual(expected.map(([session]) => session))
      for (const [place, [, value]] of expected.entries())
        near(Number(answer.rows[place]!['value']), value)
    }
  })
})

describe('events over random ranges', { timeout: 600_000 }, () => {
  const within = (name: string, { range: { from, to } }: Asking) =>
    made.events.filter((event) => event.name === name && event.at > from && event.at <= to)

  test('counts, also by a field of the rest', () => {
    for (const asking of askings) {
      const errors = within('api_error', asking)
      const answer = ask({ op: 'events-by', event: 'api_error', by: 'status_code' }, asking)
      if (answer.shape !== 'parts') throw new Error(answer.shape)
      const total = answer.parts.reduce((n, { value }) => n + value, 0)
      expect(total).toBe(errors.length)
      for (const { label, value } of answer.parts)
        expect(value).toBe(errors.filter(({ fields }) => fields['status_code'] === label).length)
    }
  })
})
