// Names of ranges → two moments, and both as words.
import { midnights, momentOf, offsetAt, wallClock } from '../../dashboards/calendar.ts'
import type { Range } from '../../dashboards/measure.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const lengths: Readonly<Record<string, readonly [number, string]>> = {
  '15m': [15 * minute, '15 minutes'],
  '1h': [hour, 'hour'],
  '6h': [6 * hour, '6 hours'],
  '24h': [day, '24 hours'],
  '7d': [7 * day, '7 days'],
  '30d': [30 * day, '30 days'],
  '90d': [90 * day, '90 days'],
  '1y': [365 * day, 'year'],
}

export const presets: readonly (readonly [string, string, string])[] = [
  ['15m', '15m', 'Last 15 minutes'],
  ['1h', '1h', 'Last hour'],
  ['6h', '6h', 'Last 6 hours'],
  ['24h', '24h', 'Last 24 hours'],
  ['today', 'Today', 'Since midnight'],
  ['7d', '7d', 'Last 7 days'],
  ['30d', '30d', 'Last 30 days'],
  ['month', 'Month', 'Since the first of this month'],
  ['90d', '90d', 'Last 90 days'],
  ['1y', '1y', 'Last year'],
]

export function rangeOf(choice: string, now: number, timeZone: string): Range {
  const [length] = lengths[choice] ?? [null]
  if (length !== null) return { from: now - length, to: now }
  const [from = NaN, to = NaN] = choice.split('~').map((text) => Date.parse(text))
  if (from < to) return { from, to }
  const today = midnights(now - 50 * hour, now + 1, timeZone).at(-1) ?? now - day
  if (choice !== 'month') return { from: Math.min(today, now - 1), to: now }
  const wall = wallClock(now, timeZone)
  const first = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), 1)
  return { from: Math.min(momentOf(first, timeZone), now - 1), to: now }
}

export function isRelative(choice: string): boolean {
  return !choice.includes('~')
}

/** As short as a name on a tab. */
export function rangeWords(choice: string): string {
  if (!isRelative(choice)) return 'custom range'
  if (choice === 'today' || choice === 'month') return choice === 'today' ? 'today' : 'this month'
  const [, words] = lengths[choice] ?? [0, '']
  return words === '' ? 'today' : `last ${words}`
}

/** The period that a number is compared with. */
export function beforeWords(choice: string): string {
  const [, words] = lengths[choice] ?? [null, null]
  return words === null ? 'the period before, of the same length' : `the ${words} before`
}

/** For the two fields of a custom range: local clocks, without a zone. */
export function fieldOf(moment: number, timeZone: string): string {
  return new Date(moment + offsetAt(moment, timeZone)).toISOString().slice(0, 16)
}

export function momentOfField(text: string, timeZone: string): number | null {
  const wall = Date.parse(`${text}Z`)
  return Number.isNaN(wall) ? null : momentOf(wall, timeZone)
}
