// Local days are right where clocks jump, also at midnight, and where a zone is half an hour off.
import { describe, expect, test } from 'vitest'
import { edges } from '../../src/dashboards/buckets.ts'
import { isTimeZone, midnights, starts, wallClock } from '../../src/dashboards/calendar.ts'
import { dice } from './made-year.ts'

const iso = (moments: readonly number[]) => moments.map((at) => new Date(at).toISOString())
const at = (text: string) => Date.parse(text)

describe('midnights', () => {
  const cases: readonly [string, string, string, string[]][] = [
    [
      'Asia/Kolkata',
      '2026-01-01T00:00Z',
      '2026-01-02T20:00Z',
      ['2026-01-01T18:30:00.000Z', '2026-01-02T18:30:00.000Z'],
    ],
    [
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      '2026-10-26T12:00Z',
      ['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ],
    // Clocks jump from 00:00 to 01:00: the day begins at the jump.
    [
      'Asia/Beirut',
      '2025-03-29T12:00Z',
      '2025-03-30T23:00Z',
      ['2025-03-29T22:00:00.000Z', '2025-03-30T21:00:00.000Z'],
    ],
    // Clocks go back from 01:00 to 00:00: midnight comes twice, the first one counts.
    ['Atlantic/Azores', '2025-10-25T12:00Z', '2025-10-26T23:30Z', ['2025-10-26T00:00:00.000Z']],
  ]
  test.each(cases)('%s', (zone, from, to, expected) => {
    expect(iso(midnights(at(from), at(to), zone))).toEqual(expected)
  })
})

describe('edges', () => {
  test('a day of 25 hours has 25 of them', () => {
    const range = { from: at('2026-10-24T22:00Z'), to: at('2026-10-25T23:00Z') }
    expect(edges(range, '1h', 'Europe/Berlin')).toHaveLength(26)
  })

  test('after a clock change, every three hours is again 0, 3, 6', () => {
    const range = { from: at('2026-10-24T22:00Z'), to: at('2026-10-26T23:00Z') }
    expect(edges(range, '3h', 'Europe/Berlin')).toContain(at('2026-10-25T23:00Z'))
  })

  test('weeks begin on Monday, months on the first', () => {
    const range = { from: at('2026-11-01T12:00Z'), to: at('2026-12-02T00:00Z') }
    const [, monday] = edges(range, '1w', 'UTC')
    expect(new Date(monday ?? 0).getUTCDay()).toBe(1)
    expect(iso(edges(range, '1M', 'UTC').slice(1, -1))).toEqual(['2026-12-01T00:00:00.000Z'])
  })
})

test('weeks and months begin at the midnights that are Mondays and firsts', () => {
  const roll = dice(8)
  const zones = ['UTC', 'Asia/Kolkata', 'Asia/Beirut', 'Australia/Lord_Howe', 'America/Havana']
  for (let count = 0; count < 100; count++) {
    const zone = zones[count % zones.length] as string
    const from = Math.floor((roll() * 60 - 5) * 365.25 * 86_400_000)
    const to = from + Math.floor(roll() * 400 * 86_400_000)
    const days = midnights(from, to, zone)
    const those = (holds: (day: Date) => boolean) =>
      days.filter((day) => holds(wallClock(day, zone)))
    expect(starts(from, to, zone, 'week')).toEqual(those((day) => day.getUTCDay() === 1))
    expect(starts(from, to, zone, 'month')).toEqual(those((day) => day.getUTCDate() === 1))
  }
})

test('a time zone that is none is told apart', () => {
  expect(isTimeZone('Europe/Berlin')).toBe(true)
  expect(isTimeZone('Mars/Olympus')).toBe(false)
})
