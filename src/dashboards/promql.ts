// The second reader of measures: PromQL where every delta is one sample, so that adding samples up is exact.
import type { Measure, OfSums, Quantity } from './measure.ts'
import { metrics } from './metrics.ts'
import { matchers, type Narrowing, sumBy } from './promql-labels.ts'
import { inBar, inPeriodBefore, inRange, isOfCalendar, type Query, secondsOfBar } from './query.ts'

/** Null where PromQL cannot say it: sessions as a list, events, and bars that follow the calendar. */
export function promqlFor(
  measure: Measure,
  narrowed: readonly Narrowing[] = [],
): readonly Query[] | null {
  switch (measure.op) {
    case 'total':
    case 'by':
    case 'over-time':
    case 'rate':
    case 'together':
    case 'ratio':
      return isOfCalendar(measure) ? null : forSums(measure, narrowed)
    case 'top-sessions': {
      const sums = `sum by (session_id) (${samples(measure.of, inRange, narrowed)})`
      return [{ expr: `topk(${measure.limit}, ${sums})`, legend: '{{session_id}}', at: 'end' }]
    }
    case 'sessions':
    case 'timeline':
    case 'running':
    case 'marks':
    case 'events':
    case 'events-share':
    case 'events-sum':
    case 'events-by':
    case 'events-over-time':
    case 'timings':
    case 'timings-over-time':
      return null
  }
}

function forSums(measure: OfSums, narrowed: readonly Narrowing[]): readonly Query[] {
  switch (measure.op) {
    case 'total': {
      const { title: legend } = metrics[measure.of.metric]
      const now = `sum(${samples(measure.of, inRange, narrowed)}) or vector(0)`
      const then = `sum(${samples(measure.of, inPeriodBefore, narrowed)})`
      return [
        { expr: now, legend, at: 'end' },
        { expr: then, legend, at: 'end', before: true },
      ]
    }
    case 'by': {
      const { expr, shownBy } = sumBy(measure.by, samples(measure.of, inRange, narrowed))
      return [{ expr: `sort_desc(${expr})`, legend: `{{${shownBy}}}`, at: 'end' }]
    }
    case 'over-time':
      return [bars(measure, narrowed)]
    case 'rate': {
      const one = bars(measure, narrowed)
      return [{ ...one, expr: `${one.expr} / ${secondsOfBar}` }]
    }
    case 'together':
      return measure.each.map(({ title, of }) => ({ ...bars({ of }, narrowed), legend: title }))
    case 'ratio':
      return [inRange, inPeriodBefore].map((window) => ratio(measure, window, narrowed))
  }
}

function bars(
  { of, by }: Pick<Extract<OfSums, { op: 'over-time' }>, 'of' | 'by'>,
  narrowed: readonly Narrowing[],
): Query {
  const all = samples(of, inBar, narrowed)
  if (by === undefined) return { expr: `sum(${all})`, legend: metrics[of.metric].title, at: 'bars' }
  const { expr, shownBy } = sumBy(by, all)
  return { expr, legend: `{{${shownBy}}}`, at: 'bars' }
}

/** Nothing below the line has no ratio, not an endless one. */
function ratio(
  { of, to, times = 1 }: Extract<OfSums, { op: 'ratio' }>,
  window: string,
  narrowed: readonly Narrowing[],
): Query {
  const above = `(sum(${samples(of, window, narrowed)}) or vector(0))`
  const below = `(sum(${samples(to, window, narrowed)}) > 0)`
  const expr = `${times === 1 ? '' : `${times} * `}${above} / ${below}`
  const isBefore = window === inPeriodBefore
  const legend = metrics[of.metric].title
  return { expr, legend, at: 'end', ...(isBefore && { before: true }) }
}

function samples({ metric, where = [] }: Quantity, window: string, more: readonly Narrowing[]) {
  return `sum_over_time(${metrics[metric].sample}${matchers([...where, ...more])}${window})`
}
