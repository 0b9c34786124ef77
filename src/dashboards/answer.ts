// What a measure comes to, in four shapes: a number, parts, bars or a table. Unknown is null, never 0.
import type { Unit } from './metrics.ts'
import type { Asking, Measure, OfSessions } from './measure.ts'
import { sessionColumns } from './session-tables.ts'
import { endsOf } from './sql.ts'
import { withQuantiles } from './quantiles.ts'
import { tableOf } from './tables.ts'

export type Cell = string | number | null
export type Row = Readonly<Record<string, Cell>>

export interface Column {
  readonly name: string
  readonly title: string
  readonly unit: Unit
}

export type Answer =
  | { readonly shape: 'number'; readonly value: number | null; readonly before: number | null }
  | { readonly shape: 'parts'; readonly parts: readonly Part[] }
  | {
      readonly shape: 'bars'
      /** One more than values: bucket i is (ends[i], ends[i + 1]]. */
      readonly ends: readonly number[]
      readonly series: readonly Series[]
    }
  | {
      readonly shape: 'table'
      readonly columns: readonly Column[]
      readonly rows: readonly Row[]
      /** How many rows there are, where not all of them are here. */
      readonly there_are?: number
    }

/** Label null: the points have none. */
export interface Part {
  readonly label: string | null
  readonly value: number
  /** How many parts this one stands for: those too many to show, added up. */
  readonly folds?: number
}

export interface Series {
  readonly label: string | null
  readonly values: readonly (number | null)[]
  readonly folds?: number
}

/** `rows` answers each of `asksFor`, in order. */
export function answerOf(
  measure: Measure,
  asking: Asking,
  rows: readonly (readonly Row[])[],
): Answer {
  const [first = [], second = []] = rows
  switch (measure.op) {
    case 'total':
    case 'events':
    case 'events-sum':
      return { shape: 'number', value: valueOf(first), before: valueOf(second) }
    case 'ratio':
      return ratios(rows.map(valueOf), measure.times ?? 1)
    case 'events-share':
      return ratios(rows.map(valueOf), 1)
    case 'by':
    case 'marks':
      return { shape: 'parts', parts: partsOf(first) }
    case 'events-by': {
      const parts = partsOf(first)
      const known = measure.known === true
      return { shape: 'parts', parts: known ? parts.filter(({ label }) => label !== null) : parts }
    }
    case 'over-time':
    case 'events-over-time':
      return bars(first, endsOf(measure, asking))
    case 'rate':
      return perSecond(bars(first, endsOf(measure, asking)))
    case 'together':
      return together(
        measure.each.map(({ title }) => title),
        rows,
        endsOf(measure, asking),
      )
    case 'timings-over-time':
      return quantileBars(withQuantiles(first), endsOf(measure, asking))
    case 'timings':
      return tableOf(measure, first)
    case 'top-sessions':
    case 'sessions':
    case 'timeline':
    case 'running':
      return sessionTable(measure, first)
  }
}

function valueOf(rows: readonly Row[] = []): number | null {
  const value = rows[0]?.['value']
  return typeof value === 'number' ? value : null
}

function ratios(values: readonly (number | null)[], times: number): Answer {
  const [of, to, ofBefore, toBefore] = values
  return {
    shape: 'number',
    value: ratio(of, to, times),
    before: ratio(ofBefore, toBefore, times),
  }
}

function ratio(of: number | null | undefined, to: number | null | undefined, times: number) {
  if (to === null || to === undefined || to === 0) return null
  return (times * (of ?? 0)) / to
}

function partsOf(rows: readonly Row[]): Part[] {
  const parts = rows.map((row) => ({ label: labelOf(row), value: Number(row['value']) }))
  return parts.toSorted((a, b) => b.value - a.value)
}

function labelOf(row: Row): string | null {
  const label = row['label'] ?? null
  return label === null ? null : String(label)
}

type Bars = Extract<Answer, { shape: 'bars' }>

/** Largest first, so that the same part has the same place in every chart of a board. */
function bars(rows: readonly Row[], ends: readonly number[]): Bars {
  const found = new Map<string | null, { values: (number | null)[]; sum: number }>()
  for (const row of rows) {
    const label = labelOf(row)
    const series = found.get(label) ?? { values: ends.slice(1).map(() => null), sum: 0 }
    series.values[Number(row['bucket'])] = Number(row['value'])
    series.sum += Number(row['value'])
    found.set(label, series)
  }
  const series = [...found].toSorted(([, a], [, b]) => b.sum - a.sum)
  return { shape: 'bars', ends, series: series.map(([label, { values }]) => ({ label, values })) }
}

/** A bucket's sum by its length: nothing is guessed beyond its edges. */
function perSecond({ ends, series }: Bars): Bars {
  const seconds = ends.slice(1).map((end, place) => (end - (ends[place] ?? end)) / 1000)
  const divided = series.map(({ label, values }) => ({
    label,
    values: values.map((value, place) =>
      value === null ? null : value / (seconds[place] ?? Number.NaN),
    ),
  }))
  return { shape: 'bars', ends, series: divided }
}

function together(
  titles: readonly string[],
  rows: readonly (readonly Row[])[],
  ends: readonly number[],
): Bars {
  if (rows.every((of) => of.length === 0)) return { shape: 'bars', ends, series: [] }
  const nothing = ends.slice(1).map(() => null)
  const series = titles.map((label, place) => {
    const values = bars(rows[place] ?? [], ends).series[0]?.values ?? nothing
    return { label, values }
  })
  return { shape: 'bars', ends, series }
}

function quantileBars(rows: readonly Row[], ends: readonly number[]): Answer {
  const series = (['p50', 'p95'] as const).map((name) => {
    const values: (number | null)[] = ends.slice(1).map(() => null)
    for (const row of rows) values[Number(row['bucket'])] = row[name] as number | null
    return { label: name, values }
  })
  return { shape: 'bars', ends, series: rows.length === 0 ? [] : series }
}

/** Every row says how many there are: without a limit. */
function sessionTable(measure: OfSessions, found: readonly Row[]): Answer {
  const thereAre = Number(found[0]?.['there_are'] ?? 0)
  const columns = sessionColumns(measure)
  const rows = found.map((row) =>
    Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null])),
  )
  const more = thereAre > rows.length ? { there_are: thereAre } : {}
  return { shape: 'table', columns, rows, ...more }
}
