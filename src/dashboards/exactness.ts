// How far the numbers of a panel can be trusted, in one sentence that stands beside them.
import { type Panel, estimate } from './board.ts'
import type { Asking } from './measure.ts'

export interface Exactness {
  readonly exact: boolean
  readonly says: string
}

export function exactnessOf({ measure, unit }: Panel, { range }: Asking, now: number): Exactness {
  const money = unit === 'usd' ? ` ${estimate}` : ''
  const open = range.to > now ? ' The range is not over yet.' : ''
  if (measure.op === 'timings' || measure.op === 'timings-over-time')
    return {
      exact: false,
      says: `Counts and the longest are exact; p50 and p95 are at most 1.6 % off.${open}`,
    }
  if (measure.op === 'sessions')
    return { exact: true, says: `Of the whole of each session.${open}` }
  return { exact: true, says: `All that was reported in this range, added up.${money}${open}` }
}
