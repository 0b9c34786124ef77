// Axes: round numbers upwards, local moments along.
import { wallClock } from '../../dashboards/calendar.ts'
import { edges } from '../../dashboards/buckets.ts'
import type { Range, Step } from '../../dashboards/measure.ts'
import type { Unit } from '../../dashboards/metrics.ts'

/** Ticks from 0 on; the last one is at or above the greatest value. */
export function valueTicks(greatest: number, wanted: number, unit: Unit): number[] {
  if (!(greatest > 0)) return [0, 1]
  const rough = greatest / wanted
  const steps =
    unit === 'seconds' ? [1, 2, 5, 10, 15, 30, 60].flatMap((n) => [n, n * 60, n * 3600]) : []
  const size = 10 ** Math.floor(Math.log10(rough))
  const round = [1, 2, 2.5, 5, 10].map((factor) => factor * size)
  const counted = unit === 'count' || unit === 'tokens'
  const found = [...steps.toSorted((a, b) => a - b), ...round].find(
    (one) => one >= rough && (!counted || Number.isInteger(one)),
  )
  const step = Math.max(found ?? rough, counted ? 1 : 0)
  const count = Math.ceil(greatest / step - 1e-9)
  return Array.from({ length: count + 1 }, (_, place) => place * step)
}

/** Bars are never finer than a minute; a session looked at closely is. */
export type TickStep = Step | '1s'

const steps: readonly Step[] = ['1m', '5m', '15m', '1h', '3h', '6h', '1d', '1w', '1M']
const rough: Readonly<Record<Step, number>> = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '3h': 10_800_000,
  '6h': 21_600_000,
  '1d': 86_400_000,
  '1w': 604_800_000,
  '1M': 2_629_800_000,
}

export interface TimeTicks {
  readonly at: readonly number[]
  readonly step: TickStep
  /** A day is named in its middle, an hour at its start. */
  readonly shift: number
}

/** Between two steps: every second or third of them. */
const thinned: Readonly<Partial<Record<Step, readonly number[]>>> = {
  '15m': [1, 2],
  '1h': [1, 2],
  '6h': [1, 2],
  '1d': [1, 2, 3],
  '1w': [1, 2],
  '1M': [1, 3, 12],
}

/** As many as fit, on round local times. */
export function timeTicks(range: Range, timeZone: string, most: number): TimeTicks {
  const length = range.to - range.from
  if (length < 60_000 * Math.min(most, 4)) return secondTicks(range, most)
  const choices = steps.flatMap((step) => (thinned[step] ?? [1]).map((every) => ({ step, every })))
  const fit = choices.find(({ step, every }) => length / (rough[step] * every) <= Math.max(most, 2))
  const { step, every } = fit ?? { step: '1M' as const, every: 12 }
  const all = edges(range, step, timeZone).slice(1, -1)
  const isRound = (at: number): boolean =>
    wallClock(at, timeZone).getTime() % (rough[step] * every) === 0
  const shift = step === '1d' ? rough['1d'] / 2 : 0
  const aligned = length < 4 * 86_400_000
  return {
    at: all.filter((at, place) => (aligned ? isRound(at) : place % every === 0)),
    step,
    shift,
  }
}

function secondTicks({ from, to }: Range, most: number): TimeTicks {
  const wanted = (to - from) / Math.max(most * 0.7, 2)
  const every = [1000, 2000, 5000, 10_000, 15_000, 30_000].find((one) => one >= wanted) ?? 60_000
  const first = Math.ceil(from / every) * every
  const count = Math.max(0, Math.floor((to - first) / every) + 1)
  return {
    at: Array.from({ length: count }, (_, place) => first + place * every),
    step: '1s',
    shift: 0,
  }
}
