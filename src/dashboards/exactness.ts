// How far the numbers of a panel can be trusted, in a sentence or two that stand beside them.
import { type Board, type Panel, estimate } from './board.ts'
import { slot } from './buckets.ts'
import type { Asking, Measure } from './measure.ts'
import type { Kept } from './sql-kept.ts'

export interface Exactness {
  readonly exact: boolean
  readonly says: string
}

interface Shown {
  readonly board: Board
  readonly panel: Panel
  readonly asking: Asking
  readonly now: number
  readonly kept: Kept
}

export function exactnessOf(shown: Shown): Exactness {
  const { panel, asking, now } = shown
  const gone = lacking(shown)
  const says = [
    sentences[panel.measure.op] ?? 'All that was reported in this range, added up.',
    ...(panel.unit === 'usd' ? [estimate] : []),
    ...(asking.range.to > now ? ['The range is not over yet.'] : []),
    ...(gone === null ? [] : [gone]),
  ]
  return { exact: !isRounded(panel.measure) && gone === null, says: says.join(' ') }
}

const quantiles = 'Counts and the longest are exact; p50 and p95 are at most 1.6 % off.'

const sentences: Readonly<Partial<Record<Measure['op'], string>>> = {
  timings: quantiles,
  'timings-over-time': quantiles,
  sessions: 'Of the whole of each session.',
}

function isRounded({ op }: Measure): boolean {
  return op === 'timings' || op === 'timings-over-time'
}

/** Up to that length, bars are shorter than a slot. */
const fine = 4 * 3_600_000

/** Sums of whole slots and of whole sessions stay for ever; what is finer reaches back as far as single points do. */
function lacking({ board, panel: { measure }, asking, kept }: Shown): string | null {
  const { from, to } = asking.range
  const since = 'event' in measure || isOfEvents(measure) ? kept.events : kept.points
  if (since === null || from >= since || measure.op === 'sessions') return null
  const then = new Date(since).toISOString()
  const isWhole = board.needs === 'session' && (measure.op === 'total' || measure.op === 'by')
  if (isWhole) return null
  if (to - from <= fine || needsSingle(measure, asking))
    return `What is older than ${then} was let go and is missing here.`
  const isRagged = from % slot !== 0 || (to < since && to % slot !== 0)
  return isRagged
    ? `Single points older than ${then} were let go: the quarter of an hour in which this range begins or ends is missing.`
    : null
}

function isOfEvents({ op }: Measure): boolean {
  return op === 'timeline' || op === 'running'
}

function needsSingle(measure: Measure, { session, where = [] }: Asking): boolean {
  if (session !== undefined || measure.op === 'top-sessions') return true
  return 'event' in measure && where.length > 0
}
