// One reader of measures: which SQL answers it, over the tables of the embedded store.
import { edges, stepFor } from './buckets.ts'
import type { Asking, Measure, Range } from './measure.ts'
import { periodBefore } from './measure.ts'
import { countSql } from './sql-events.ts'
import { type Ask, sumSql, topSessionsSql } from './sql-sums.ts'
import { sessionsSql, timelineSql } from './sql-sessions.ts'
import { durationsSql } from './sql-timings.ts'

export type { Ask } from './sql-sums.ts'

/** Every number of the answer lies in this range. */
export function asksFor(measure: Measure, asking: Asking): Ask[] {
  if ('event' in measure) return asksForEvents(measure, asking)
  const { range } = asking
  const one = [range.from, range.to]
  const before = periodBefore(range)
  switch (measure.op) {
    case 'total':
      return [one, [before.from, before.to]].map((ends) => sumSql(measure.of, asking, ends))
    case 'by':
      return [sumSql(measure.of, asking, one, measure.by)]
    case 'over-time':
      return [sumSql(measure.of, asking, endsOf(measure, asking), measure.by)]
    case 'ratio':
      return [one, [before.from, before.to]].flatMap((ends) =>
        [measure.of, measure.to].map((of) => sumSql(of, asking, ends)),
      )
    case 'top-sessions':
      return [topSessionsSql(measure.of, asking, measure.limit)]
    case 'sessions':
      return [sessionsSql(range, measure.limit)]
    case 'timeline':
      return [timelineSql(asking.session ?? '', measure.limit)]
  }
}

type OfEvents = Extract<Measure, { readonly event: unknown }>

function asksForEvents(measure: OfEvents, asking: Asking): Ask[] {
  const { event } = measure
  const { from, to }: Range = asking.range
  const before = periodBefore(asking.range)
  switch (measure.op) {
    case 'events':
      return [
        countSql({ event, ends: [from, to] }),
        countSql({ event, ends: [before.from, before.to] }),
      ]
    case 'events-by':
      return [countSql({ event, ends: [from, to], by: measure.by })]
    case 'events-over-time': {
      const { by } = measure
      return [
        countSql({ event, ends: endsOf(measure, asking), ...(by === undefined ? {} : { by }) }),
      ]
    }
    case 'timings':
      return [durationsSql(measure.event, measure.of, [from, to], measure.by)]
    case 'timings-over-time':
      return [durationsSql(measure.event, measure.of, endsOf(measure, asking))]
  }
}

/** The ends of the bars, in the reader's time zone. */
export function endsOf(measure: Measure, { range, timeZone }: Asking): number[] {
  const wished = 'step' in measure ? measure.step : undefined
  return edges(range, wished ?? stepFor(range), timeZone)
}
