// Counts from slots equal counts of the events themselves, by every field that is summed, for any range.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countedFields } from '../../src/dashboards/counted.ts'
import { type EventName, eventFields } from '../../src/dashboards/events.ts'
import { countSql } from '../../src/dashboards/sql-counts.ts'
import { type Count, eventsCountSql } from '../../src/dashboards/sql-events.ts'
import type { Ask } from '../../src/dashboards/sql-labels.ts'
import type { Database } from '../../src/world/database.ts'
import { scale } from '../scale.ts'
import { dice, type MadeEvent, madeDatabase, madeWork } from './made-year.ts'

const until = Date.UTC(2026, 10, 20, 17, 3, 7, 411)
const roll = dice(21)
const { events } = madeWork({ seed: 21, until, days: 20, sessionsADay: 5 })
let database: Database

beforeAll(() => {
  const more = [true, 'false', 3, 2.5, null]
  const others = Array.from({ length: 200 }, (_, at) => ({
    name: 'compaction',
    at: until - Math.floor(roll() * 20 * 86_400_000),
    session: `s${at % 3}`,
    fields: {
      success: more[at % 5] as never,
      trigger: at % 2 === 0 ? 'auto' : null,
    } as MadeEvent['fields'],
  }))
  database = madeDatabase(':memory:', { points: [], events: [...events, ...others] })
})
afterAll(() => database.close())

const rowsOf = ({ sql, params }: Ask) =>
  database
    .prepare(sql)
    .all(...params)
    .map(({ bucket, label, value }) => [bucket, label, value].join('|'))
    .toSorted()

function randomEnds(): number[] {
  const length = Math.ceil(1000 * 2 ** (roll() * 21))
  const to = until - Math.floor(roll() * 18 * 86_400_000)
  const step = roll() < 0.5 ? length : Math.ceil(length / 7)
  return Array.from({ length: Math.ceil(length / step) + 1 }, (_, at) => to - length + at * step)
}

const asked = Object.entries(countedFields).flatMap(([event, fields]) =>
  ['', ...fields].map((field) => [event as EventName, field] as const),
)

test('fields that are summed are ones that events have', () => {
  for (const [event, field] of asked)
    expect([...eventFields[event], 'app.version', '']).toContain(field)
})

test.each(asked)('%s by %s', (event, field) => {
  for (let round = 0; round < scale.boardRanges / 6; round++) {
    const ends = randomEnds()
    const pieces = ends.slice(1).map((to, bucket) => [bucket, ends[bucket] as number, to] as const)
    const same = (count: Count) => {
      const sums = countSql(count, ends)
      expect(rowsOf(sums)).toEqual(rowsOf(eventsCountSql(count, pieces)))
    }
    const by = field === '' ? {} : { by: field }
    same({ event, asking: {}, ...by })
    if (field !== '') same({ event, asking: {}, only: [{ field, is: ['Bash', 'true', '429'] }] })
  }
})
