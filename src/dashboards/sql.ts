// One reader of measures: which SQL answers it, over the tables of the embedded store.
import { edges, stepFor } from './buckets.ts'
import type { Asking, Measure, OfEvents, OfSessions, OfSums, OfTimings } from './measure.ts'
import { periodBefore } from './measure.ts'
import { countSql } from './sql-counts.ts'
import type { Ask } from './sql-labels.ts'
import { marksSql } from './sql-marks.ts'
import { runningSql, sessionsSql, timelineSql } from './sql-sessions.ts'
import { sumSql, topSessionsSql } from './sql-sums.ts'
import { durationsSql } from './sql-timings.ts'

export type { Ask } from './sql-labels.ts'

/** Every number of the answer lies in this range. */
export function asksFor(measure: Measure, asking: Asking): Ask[] {
  switch (measure.op) {
    case 'total':
    case 'by':
    case 'over-time':
    case 'rate':
    case 'together':
    case 'ratio':
      return asksForSums(measure, asking)
    case 'top-sessions':
    case 'sessions':
    case 'timeline':
    case 'running':
      return [askForSessions(measure, asking)]
    case 'timings':
    case 'timings-over-time':
      return [askForTimings(measure, asking)]
    case 'marks':
      return [marksSql(asking)]
    case 'events':
    case 'events-share':
    case 'events-sum':
    case 'events-by':
    case 'events-over-time':
      return asksForEvents(measure, asking)
  }
}

function asksForSums(measure: OfSums, asking: Asking): Ask[] {
  const [one, before] = inAndBefore(asking)
  switch (measure.op) {
    case 'total':
      return [one, before].map((ends) => sumSql(measure.of, asking, ends))
    case 'by':
      return [sumSql(measure.of, asking, one, measure.by)]
    case 'over-time':
    case 'rate':
      return [sumSql(measure.of, asking, endsOf(measure, asking), measure.by)]
    case 'together':
      return measure.each.map(({ of }) => sumSql(of, asking, endsOf(measure, asking)))
    case 'ratio':
      return [one, before].flatMap((ends) =>
        [measure.of, measure.to].map((of) => sumSql(of, asking, ends)),
      )
  }
}

function askForSessions(measure: OfSessions, asking: Asking): Ask {
  switch (measure.op) {
    case 'top-sessions':
      return topSessionsSql(measure.of, asking, measure.limit)
    case 'sessions':
      return sessionsSql(asking, measure.limit)
    case 'timeline':
      return timelineSql(asking.session ?? '', measure.limit)
    case 'running':
      return runningSql(asking.session ?? '', measure.limit)
  }
}

function asksForEvents(measure: OfEvents, asking: Asking): Ask[] {
  const { event } = measure
  const [one, before] = inAndBefore(asking)
  switch (measure.op) {
    case 'events':
    case 'events-sum':
      return [one, before].map((ends) => countSql({ ...measure, asking }, ends))
    case 'events-share':
      return [one, before].flatMap((ends) => [
        countSql({ ...measure, asking }, ends),
        countSql({ event, asking }, ends),
      ])
    case 'events-by':
      return [countSql({ ...measure, asking }, one)]
    case 'events-over-time':
      return [countSql({ ...measure, asking }, endsOf(measure, asking))]
  }
}

function askForTimings(measure: OfTimings, asking: Asking): Ask {
  const { event, of } = measure
  return measure.op === 'timings'
    ? durationsSql({ event, of, asking, ends: inAndBefore(asking)[0], by: measure.by })
    : durationsSql({ event, of, asking, ends: endsOf(measure, asking) })
}

function inAndBefore({ range }: Asking): [number[], number[]] {
  const before = periodBefore(range)
  return [
    [range.from, range.to],
    [before.from, before.to],
  ]
}

/** The ends of the bars, in the reader's time zone. */
export function endsOf(measure: Measure, { range, timeZone }: Asking): number[] {
  const wished = 'step' in measure ? measure.step : undefined
  return edges(range, stepFor(range, wished), timeZone)
}
