// Where things go in a drawing: moments along, values up.
import type { Unit } from '../../../dashboards/metrics.ts'
import { timeTicks, valueTicks } from '../scale.ts'
import type { Size } from '../size.ts'
import { short } from '../words.ts'

interface Wish {
  readonly size: Size
  readonly ends: readonly number[]
  readonly greatest: number
  readonly unit: Unit
  readonly timeZone: string
  /** Letters that must fit before the axis. */
  readonly letters?: number
}

export function planOf({ size, ends, greatest, unit, timeZone, letters = 0 }: Wish) {
  const { width, height, rem } = size
  const up = valueTicks(greatest, Math.max(2, Math.floor(height / (2.7 * rem))), unit)
  const longest = Math.max(letters, ...up.map((value) => short(value, unit).length))
  const [left, right, top] = [(longest * 0.47 + 0.8) * rem, width - 0.25 * rem, 0.6 * rem]
  const bottom = height - 1.6 * rem
  const [from = 0, to = 1] = [ends[0], ends.at(-1)]
  const most = up.at(-1) ?? 1
  const x = (moment: number): number => left + ((moment - from) / (to - from)) * (right - left)
  const y = (value: number): number => bottom - (value / most) * (bottom - top)
  const along = timeTicks({ from, to }, timeZone, (right - left) / (4.6 * rem))
  return { left, right, top, bottom, from, to, x, y, up, along, rem, width }
}

export type Plan = ReturnType<typeof planOf>
