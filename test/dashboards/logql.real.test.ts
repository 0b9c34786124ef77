// Every panel about events, asked of a real Loki: what our own page says of the same events.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boards } from '../../src/dashboards/boards.ts'
import { logqlFor } from '../../src/dashboards/logql.ts'
import type { Measure, Range } from '../../src/dashboards/measure.ts'
import { periodBefore } from '../../src/dashboards/measure.ts'
import { part } from '../bed.ts'
import { filledIn } from './as-grafana.ts'
import { differences } from './grafana-faults.ts'
import { partsOf } from './grafana-look.ts'
import type { Parts } from './grafana-truth.ts'
import { type MadeStore, madeStore } from './made-store.ts'
import { madeWork } from './made-year.ts'
import { type RealLoki, startLoki } from './real-loki.ts'

const program = part('loki')
const limit = 600_000
const day = 86_400_000
/** Of late: Loki asks its memory for what is recent only. */
const until = Math.floor(Date.now() / day) * day - 1
const made = madeWork({ seed: 5, until, days: 16, sessionsADay: 3 })
const range: Range = { from: until - 7 * day, to: until }

const panels = boards.flatMap((board) =>
  board.panels.flatMap(({ id, measure }) => {
    const queries = (logqlFor(measure) ?? []).filter(({ at }) => at === 'end')
    return queries.length === 0 ? [] : [{ name: `${board.id}/${id}`, measure, queries }]
  }),
)

let loki: RealLoki
let page: MadeStore

async function pageSays(measure: Measure, at: Range): Promise<Parts> {
  const answer = await page.ask(measure, { range: at, timeZone: 'UTC' })
  if (answer.shape === 'number') return new Map(answer.value === null ? [] : [['', answer.value]])
  if (answer.shape !== 'parts') throw new Error('neither a number nor parts')
  return new Map(answer.parts.map(({ label, value }) => [label ?? 'none', value]))
}

const ask = (expr: string) => loki.at(filledIn(expr, { __range_ms: 7 * day }), until)

describe.skipIf(program === null)('measures of events over a real Loki', () => {
  beforeAll(async () => {
    loki = await startLoki(program ?? '')
    page = await madeStore({ points: [], events: made.events })
    const inOrder = made.events.toSorted((a, b) => a.at - b.at)
    for (let at = 0; at < inOrder.length; at += 500) await loki.push(inOrder.slice(at, at + 500))
  }, limit)

  afterAll(async () => {
    await loki?.stop()
    await page?.close()
  })

  test('counts, shares, sums and parts', { timeout: limit }, async () => {
    const asked = panels.filter(({ measure }) => measure.op !== 'timings')
    expect(asked.length).toBeGreaterThan(5)
    for (const { name, measure, queries } of asked)
      for (const { expr, legend, before } of queries) {
        const found = partsOf(legend, await ask(expr))
        const wanted = await pageSays(measure, before === true ? periodBefore(range) : range)
        // A count of nothing is shown as 0, and known as nothing.
        const isNothing = wanted.size === 0 && [...found.values()].every((value) => value === 0)
        expect([name, isNothing ? [] : differences(found, wanted)]).toEqual([name, []])
      }
  })

  test('a bar holds what comes after its time', { timeout: limit }, async () => {
    const bars = boards.flatMap((board) =>
      board.panels.flatMap(({ measure }) => {
        const queries = logqlFor(measure) ?? []
        return queries.some(({ at }) => at === 'bars') ? [{ measure, queries }] : []
      }),
    )
    expect(bars.length).toBeGreaterThan(2)
    const at: Range = { from: until - day, to: until }
    for (const { measure, queries } of bars)
      for (const { expr, legend } of queries) {
        const answer = await loki.at(filledIn(expr, { __interval_ms: day }), at.from)
        if (measure.op !== 'events-over-time') {
          expect([expr, answer.length]).toEqual([expr, 1])
          continue
        }
        const { event, by, only = [] } = measure
        const same: Measure =
          by === undefined ? { op: 'events', event, only } : { op: 'events-by', event, by, only }
        const wanted = await pageSays(same, at)
        for (const [key, value] of wanted) if (value === 0) wanted.delete(key)
        expect([expr, differences(partsOf(legend, answer), wanted)]).toEqual([expr, []])
      }
  })

  test('how long things took', { timeout: limit }, async () => {
    const asked = panels.filter(({ measure }) => measure.op === 'timings')
    expect(asked.length).toBeGreaterThan(1)
    for (const { name, measure, queries } of asked) {
      const answer = await page.ask(measure, { range, timeZone: 'UTC' })
      if (answer.shape !== 'table' || measure.op !== 'timings') throw new Error('no table')
      const field = measure.by.replaceAll('.', '_')
      for (const { expr, legend } of queries) {
        const found = partsOf(`{{${field}}}`, await ask(expr))
        for (const row of answer.rows) {
          const label = String(row['label'] ?? '')
          const value = Number(row[legend] ?? 0)
          const isExact = legend !== 'p50' && legend !== 'p95'
          // Between two of few, each rounds to its own side.
          const within = isExact ? 0 : Number(row['longest'])
          expect([
            name,
            legend,
            label,
            Math.abs((found.get(label) ?? 0) - value) <= within,
          ]).toEqual([name, legend, label, true])
        }
      }
    }
  })
})
