// Where things go in a drawing: moments along, values up.
import type { Unit } from '../../../dashboards/metrics.ts'
import { type TimeTicks, timeTicks, valueTicks } from '../scale.ts'
import type { Size } from '../size.ts'
import { short } from '../words.ts'

interface Wish {
  readonly size: Size
  readonly ends: readonly number[]
  readonly greatest: number
  readonly unit: Unit
  readonly timeZone: string
  /** Each bar is a day, even where there is only one. */
  readonly daily?: boolean
  /** Letters that must fit before the axis. */
  readonly letters?: number
}

export function planOf({ size, ends: given, greatest, unit, timeZone, ...more }: Wish) {
  const ends = evenEnds(given)
  const { letters = 0, daily = false } = more
  const { width, height, rem } = size
  const up = valueTicks(greatest, Math.max(2, Math.floor(height / (2.7 * rem))), unit)
  const longest = Math.max(letters, ...up.map((value) => short(value, unit).length))
  const [left, right, top] = [(longest * 0.47 + 0.8) * rem, width - 0.25 * rem, 0.6 * rem]
  const bottom = height - 1.6 * rem
  const [from = 0, to = 1] = [ends[0], ends.at(-1)]
  const most = up.at(-1) ?? 1
  const x = (moment: number): number => left + ((moment - from) / (to - from)) * (right - left)
  const y = (value: number): number => bottom - (value / most) * (bottom - top)
  const room = (right - left) / (4.6 * rem)
  const along = dayTicks(ends, room, daily) ?? timeTicks({ from, to }, timeZone, room)
  return { left, right, top, bottom, from, to, x, y, up, along, rem, width, ends }
}

const hour = 3_600_000
/** Beyond it, months say more than days. */
const mostDays = 100

/** Between the longest step within a day and the shortest day there is. */
function isDay(width: number): boolean {
  return width > 7 * hour && width < 26 * hour
}

/** A day that has only begun is drawn as wide as the others: a sliver could neither be seen nor hit. */
function evenEnds(ends: readonly number[]): readonly number[] {
  const widths = ends.slice(1).map((end, place) => end - (ends[place] ?? end))
  if (widths.length < 2) return ends
  const inner = widths.slice(1, -1)
  const widest = Math.max(...widths)
  const alone = isDay(widest) ? 24 * hour : widest
  const usual = inner.length === 0 ? alone : Math.min(...inner)
  const [first, second] = ends as [number, number]
  const [last, one] = [ends.at(-1) ?? 0, ends.at(-2) ?? 0]
  return [Math.min(first, second - usual), ...ends.slice(1, -1), Math.max(last, one + usual)]
}

/** Bars of a day each are named one by one, as far as there is room. */
function dayTicks(ends: readonly number[], most: number, daily: boolean): TimeTicks | null {
  const starts = ends.slice(0, -1)
  const [from = 0, to = 0] = ends
  if (daily && starts.length === 1) return { at: [from], step: '1d', shift: (to - from) / 2 }
  if (starts.length < 2 || starts.length > mostDays || !isDay((ends[2] ?? 0) - (ends[1] ?? 0)))
    return null
  const every = Math.ceil(starts.length / Math.max(most, 2))
  const last = starts.length - 1
  const at = starts.filter((_, place) => (last - place) % every === 0)
  return { at, step: '1d', shift: 12 * hour }
}

export type Plan = ReturnType<typeof planOf>
