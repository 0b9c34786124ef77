// Local days and hours of any time zone as moments, right across clock changes.

const minute = 60_000
const hour = 60 * minute
const dayLength = 24 * hour

const formats = new Map<string, Intl.DateTimeFormat>()

/** How far local clocks are ahead of UTC at that moment. */
export function offsetAt(moment: number, timeZone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(moment))
    parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour: hours = 0, minute: minutes = 0, second = 0 } = parts
  const wall = Date.UTC(year, month - 1, day, hours, minutes, second)
  return wall - Math.floor(moment / 1000) * 1000
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, made)
  return made
}

export function isTimeZone(text: string): boolean {
  try {
    return formatOf(text) !== undefined
  } catch {
    return false
  }
}

/** The first moment at which local clocks show this (given as if it were UTC), or have jumped past it. */
export function momentOf(wall: number, timeZone: string): number {
  const before = offsetAt(wall - 26 * hour, timeZone)
  const after = offsetAt(wall + 26 * hour, timeZone)
  if (before === after || offsetAt(wall - before, timeZone) === before) return wall - before
  return offsetAt(wall - after, timeZone) === after ? wall - after : wall - before
}

/** Local midnights in (from, to). */
export function midnights(from: number, to: number, timeZone: string): number[] {
  return starts(from, to, timeZone, 'day')
}

export type Span = 'day' | 'week' | 'month'

/** Local beginnings of days, of weeks (on Monday) or of months in (from, to). */
export function starts(from: number, to: number, timeZone: string, of: Span): number[] {
  const found: number[] = []
  const wall = from + offsetAt(from, timeZone)
  for (let at = startBefore(wall, of); ; at = startAfter(at, of)) {
    const moment = momentOf(at, timeZone)
    if (moment >= to) return found
    if (moment > (found.at(-1) ?? from)) found.push(moment)
  }
}

/** Local clocks as if they were UTC, from here on. */
function startBefore(wall: number, of: Span): number {
  const day = Math.floor(wall / dayLength)
  // The first day of 1970 was a Thursday.
  if (of === 'week') return (day - ((((day + 3) % 7) + 7) % 7)) * dayLength
  const date = new Date(wall)
  return of === 'day' ? day * dayLength : Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
}

function startAfter(start: number, of: Span): number {
  if (of !== 'month') return start + (of === 'day' ? 1 : 7) * dayLength
  const date = new Date(start)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}

/** As if it were UTC: day, weekday and month can be read off it. */
export function wallClock(moment: number, timeZone: string): Date {
  return new Date(moment + offsetAt(moment, timeZone))
}
