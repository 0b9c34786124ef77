// The same reader for events: LogQL over Loki, where what an event says of itself is structured metadata.
import { attributeOf } from './labels.ts'
import type { Measure, OfEvents, OfTimings, Only } from './measure.ts'
import { literal, type Narrowing, quoted } from './promql-labels.ts'
import { inBar, inPeriodBefore, inRange, isOfCalendar, type Query } from './query.ts'

/** Null for what is no measure of events, and for bars that follow the calendar. */
export function logqlFor(
  measure: Measure,
  narrowed: readonly Narrowing[] = [],
): readonly Query[] | null {
  if (!('event' in measure)) return null
  if (isOfCalendar(measure)) return null
  const isTiming = measure.op === 'timings' || measure.op === 'timings-over-time'
  return isTiming ? forTimings(measure, narrowed) : forEvents(measure, narrowed)
}

function forEvents(measure: OfEvents, narrowed: readonly Narrowing[]): readonly Query[] {
  const { event } = measure
  const only = 'only' in measure ? (measure.only ?? []) : []
  const chosen = lines(event, narrowed, only)
  const count = (of: string, window: string) => `count_over_time(${of} ${window})`
  switch (measure.op) {
    case 'events':
      return nowAndBefore(event, (window) => `sum(${count(chosen, window)})`, ' or vector(0)')
    case 'events-sum': {
      const numbers = unwrapped(chosen, measure.field)
      return nowAndBefore(event, (window) => `sum(sum_over_time(${numbers} ${window}))`)
    }
    case 'events-share': {
      const all = lines(event, narrowed)
      const share = (window: string) =>
        `(sum(${count(chosen, window)}) or vector(0)) / sum(${count(all, window)})`
      return nowAndBefore(event, share)
    }
    case 'events-by': {
      const field = metadataName(measure.by)
      const some = measure.known === true ? `${chosen} | ${field}!=""` : chosen
      return [{ expr: countBy(field, count(some, inRange)), legend: `{{${field}}}`, at: 'end' }]
    }
    case 'events-over-time': {
      if (measure.by === undefined)
        return [{ expr: `sum(${count(chosen, inBar)})`, legend: event, at: 'bars' }]
      const field = metadataName(measure.by)
      return [{ expr: countBy(field, count(chosen, inBar)), legend: `{{${field}}}`, at: 'bars' }]
    }
  }
}

/** What does not say it is called so, since a series without a name cannot be told from another. */
function countBy(field: string, counts: string): string {
  return `label_replace(sum by (${field}) (${counts}), "${field}", "none", "${field}", "^$")`
}

function forTimings(measure: OfTimings, narrowed: readonly Narrowing[]): readonly Query[] {
  const chosen = lines(measure.event, narrowed)
  const times = unwrapped(chosen, measure.of)
  const isTable = measure.op === 'timings'
  const window = isTable ? inRange : inBar
  const by = isTable ? ` by (${metadataName(measure.by)})` : ' by ()'
  const at = isTable ? 'end' : 'bars'
  const quantile = (name: string, share: number): Query => {
    const expr = `quantile_over_time(${share}, ${times} ${window})${by}`
    return { expr, legend: name, at }
  }
  const quantiles = [quantile('p50', 0.5), quantile('p95', 0.95)]
  if (!isTable) return quantiles
  const count = (legend: string, of: string): Query => {
    return { expr: `sum${by} (count_over_time(${of} ${window}))`, legend, at }
  }
  const failed = count('failures', `${chosen} | success="false"`)
  return [
    count('count', chosen),
    ...(measure.event === 'tool_result' ? [failed] : []),
    ...quantiles,
    { expr: `max_over_time(${times} ${window})${by}`, legend: 'longest', at },
  ]
}

function nowAndBefore(legend: string, of: (window: string) => string, more = ''): Query[] {
  return [
    { expr: `${of(inRange)}${more}`, legend, at: 'end' },
    { expr: of(inPeriodBefore), legend, at: 'end', before: true },
  ]
}

/** One stream for the client; all else is asked of the event itself. */
function lines(event: string, narrowed: readonly Narrowing[], only: readonly Only[] = []): string {
  const tests = [
    ...only.map(({ field, is }) => anyOf(metadataName(field), is)),
    ...narrowed.map((one) => {
      const name = metadataName(attributeOf(one.label))
      return 'variable' in one ? `${name}=~"$${one.variable}"` : anyOf(name, one.is)
    }),
  ]
  const named = [`event_name=${quoted(event)}`, ...tests]
  return ['{service_name="claude-code"}', ...named].join(' | ')
}

function anyOf(name: string, is: readonly string[]): string {
  const [only = ''] = is
  if (is.length === 1) return `${name}=${quoted(only)}`
  return `${name}=~${quoted(is.map(literal).join('|'))}`
}

/** What is no number is left out, not taken for nought. */
function unwrapped(chosen: string, field: string): string {
  return `${chosen} | unwrap ${metadataName(field)} | __error__=""`
}

function metadataName(field: string): string {
  return field.replaceAll(/[^a-zA-Z0-9_]/g, '_')
}
