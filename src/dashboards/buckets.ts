// Cuts a range into buckets, and each bucket into whole slots of the roll-up and ragged ends: exact for any range.
import { midnights, starts } from './calendar.ts'
import type { Range, Step } from './measure.ts'

/** Length of a slot of the roll-up: the finest that fits every time zone. */
export const slot = 900_000

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const lengths = {
  '1m': minute,
  '5m': 5 * minute,
  '15m': 15 * minute,
  '1h': hour,
  '3h': 3 * hour,
  '6h': 6 * hour,
} as const

const spans = { '1d': 'day', '1w': 'week', '1M': 'month' } as const

/** The finest step that keeps bars wide enough to see; the one that is wished, unless it makes too many to draw. */
export function stepFor({ from, to }: Range, wished?: Step): Step {
  const length = to - from
  if (wished !== undefined && length <= mostOf(wished)) return wished
  if (length <= hour) return '1m'
  if (length <= 4 * hour) return '5m'
  if (length <= 26 * hour) return '15m'
  if (length <= 4 * day) return '1h'
  if (length <= 10 * day) return '3h'
  if (length <= 20 * day) return '6h'
  if (length <= 140 * day) return '1d'
  return length <= 800 * day ? '1w' : '1M'
}

/** Some eight hundred bars. */
function mostOf(step: Step): number {
  const long = { '1d': day, '1w': 7 * day, '1M': Infinity } as const
  return 800 * (step in lengths ? lengths[step as keyof typeof lengths] : long[step as '1d'])
}

/** The ends of the buckets, the range's own first and last. */
export function edges(range: Range, step: Step, timeZone: string): number[] {
  const { from, to } = range
  if (step === '1d' || step === '1w' || step === '1M')
    return [from, ...starts(from, to, timeZone, spans[step]), to]
  return [from, ...withinDays(range, lengths[step], timeZone), to]
}

/** Counted anew from each local midnight, so that "every three hours" stays 3, 6, 9 after a clock change. */
function withinDays({ from, to }: Range, length: number, timeZone: string): number[] {
  const starts = midnights(from - 2 * day, to, timeZone)
  const found: number[] = []
  for (const [place, start] of starts.entries()) {
    const end = starts[place + 1] ?? to
    const first = start + Math.max(0, Math.floor((from - start) / length)) * length
    for (let at = first; at < end && at < to; at += length) if (at > from) found.push(at)
  }
  return found
}

export type Piece = readonly [bucket: number, from: number, to: number]

export interface Pieces {
  /** bucket, first slot, first slot no more */
  readonly whole: readonly Piece[]
  /** bucket, from, to */
  readonly ragged: readonly Piece[]
}

const slotsOfDay = day / slot

/** Whole slots as whole days of UTC, as far as they are, and the slots before and after them. */
export function daysAndSlots(whole: readonly Piece[]): { days: Piece[]; slots: Piece[] } {
  const days: Piece[] = []
  const slots: Piece[] = []
  for (const [bucket, first, past] of whole) {
    const from = Math.ceil(first / slotsOfDay)
    const to = Math.floor(past / slotsOfDay)
    if (to <= from) {
      slots.push([bucket, first, past])
      continue
    }
    days.push([bucket, from, to])
    if (first < from * slotsOfDay) slots.push([bucket, first, from * slotsOfDay])
    if (past > to * slotsOfDay) slots.push([bucket, to * slotsOfDay, past])
  }
  return { days, slots }
}

export function pieces(ends: readonly number[]): Pieces {
  const whole: [number, number, number][] = []
  const ragged: [number, number, number][] = []
  for (const [bucket, from] of ends.slice(0, -1).entries()) {
    const to = ends[bucket + 1] ?? from
    const first = Math.ceil(from / slot)
    const past = Math.floor(to / slot)
    if (past <= first) {
      if (to > from) ragged.push([bucket, from, to])
      continue
    }
    whole.push([bucket, first, past])
    if (first * slot > from) ragged.push([bucket, from, first * slot])
    if (to > past * slot) ragged.push([bucket, past * slot, to])
  }
  return { whole, ragged }
}
