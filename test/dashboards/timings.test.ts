// How long things took: counts, failures and the longest exact, p50 and p95 within the promised share of the exact
// ones, for any range; exact where the events themselves are read.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerOf, type Row } from '../../src/dashboards/answer.ts'
import type { Asking, Measure } from '../../src/dashboards/measure.ts'
import { spanError } from '../../src/dashboards/spans.ts'
import { asksFor } from '../../src/dashboards/sql.ts'
import type { Database } from '../../src/world/database.ts'
import { scale } from '../scale.ts'
import { dice, type MadeEvent, madeDatabase, madeWork } from './made-year.ts'

const until = Date.UTC(2026, 10, 20, 17, 3, 7, 411)
const made = madeWork({ seed: 11, until, days: 45, sessionsADay: 5 })
const zones = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe']
let database: Database

beforeAll(() => {
  database = madeDatabase(':memory:', { points: [], events: made.events })
})
afterAll(() => database.close())

function ask(measure: Measure, asking: Asking) {
  const rows = asksFor(measure, asking).map(
    ({ sql, params }) => database.prepare(sql).all(...params) as Row[],
  )
  return answerOf(measure, asking, rows)
}

const roll = dice(5)
function randomAsking(): Asking {
  const length = Math.ceil(1000 * 2 ** (roll() * 22))
  const to = until - Math.floor(roll() * 40 * 86_400_000)
  const timeZone = zones[Math.floor(roll() * zones.length)] as string
  return {
    range: { from: to - length, to: roll() < 0.3 ? Math.ceil(to / 9e5) * 9e5 : to },
    timeZone,
  }
}
const askings = Array.from({ length: scale.boardRanges }, randomAsking)

const between = (name: string, from: number, to: number) =>
  made.events.filter((event) => event.name === name && event.at > from && event.at <= to)

function spansOf(events: readonly MadeEvent[], field = 'duration_ms'): number[] {
  return events.map(({ fields }) => Number(fields[field])).sort((a, b) => a - b)
}

function near(found: unknown, spans: readonly number[], percent: number, off = spanError) {
  const exact = spans[Math.ceil((percent * spans.length) / 100) - 1]
  if (exact === undefined) return expect(found).toBeNull()
  expect(Math.abs(Number(found) - exact)).toBeLessThanOrEqual(off * exact)
}

test('tools: calls, failures and the longest are exact, the rest as promised', () => {
  const measure = {
    op: 'timings',
    event: 'tool_result',
    of: 'duration_ms',
    by: 'tool_name',
  } as const
  for (const asking of askings) {
    const answer = ask(measure, asking)
    if (answer.shape !== 'table') throw new Error(answer.shape)
    const events = between('tool_result', asking.range.from, asking.range.to)
    expect(answer.rows.reduce((n, row) => n + Number(row['count']), 0)).toBe(events.length)
    for (const row of answer.rows) {
      const of = events.filter(({ fields }) => fields['tool_name'] === row['label'])
      const spans = spansOf(of)
      const failures = of.filter(({ fields }) => fields['success'] === 0).length
      expect(row).toMatchObject({ count: of.length, failures, longest: spans.at(-1) })
      near(row['p50'], spans, 50)
      near(row['p95'], spans, 95)
    }
  }
})

test('over time: each bucket is that of its own events', () => {
  const measure = { op: 'timings-over-time', event: 'api_request', of: 'ttft_ms' } as const
  for (const asking of askings.slice(0, 40)) {
    const answer = ask(measure, asking)
    if (answer.shape !== 'bars') throw new Error(answer.shape)
    const { ends, series } = answer
    for (const [place, label] of ['p50', 'p95'].entries()) {
      const values = series.find((one) => one.label === label)?.values ?? []
      for (const [bucket, found] of values.entries()) {
        const of = between('api_request', ends[bucket] as number, ends[bucket + 1] as number)
        near(found, spansOf(of, 'ttft_ms'), place === 0 ? 50 : 95)
      }
    }
  }
})

test('by a field that is not summed, exactly from the events', () => {
  const measure = {
    op: 'timings',
    event: 'tool_result',
    of: 'duration_ms',
    by: 'error_type',
  } as const
  for (const asking of askings.slice(0, 40)) {
    const answer = ask(measure, asking)
    if (answer.shape !== 'table') throw new Error(answer.shape)
    const events = between('tool_result', asking.range.from, asking.range.to)
    for (const row of answer.rows) {
      const spans = spansOf(events.filter(({ fields }) => fields['error_type'] === row['label']))
      expect(row['count']).toBe(spans.length)
      near(row['p50'], spans, 50, 0)
      near(row['p95'], spans, 95, 0)
    }
  }
})
