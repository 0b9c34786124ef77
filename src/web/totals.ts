// Running totals for /metrics: all that was ever reported, without sessions, in no more samples than a reader can bear.
import { everywhere, type LabelName, labels } from '../dashboards/labels.ts'
import { type Metric, metrics } from '../dashboards/metrics.ts'
import { everySumSql } from '../dashboards/sql-all.ts'
import type { Family, Sample } from './exposition.ts'
import type { Reading } from './facts.ts'

type Row = Readonly<Record<string, string | number | null>>

/** Samples of one metric; whoever comes later is counted under one name, as OpenTelemetry calls it. */
export const mostSamples = 5_000
const overflow = { otel_metric_overflow: 'true' } as const

export type Totals = () => Promise<Family[] | null>

interface Asked {
  readonly stored: number
  readonly at: number
  readonly totals: Promise<Family[]>
}

/** What is let go or forgotten is seen by then. */
const longest = 10_000

/** Several that ask at once, or before anything new was stored, share one answer. Null: they cannot be had now. */
export function runningTotals(store: Reading): Totals {
  let known: Asked | null = null
  return async () => {
    const { stored } = await store.health()
    const isOld = known?.stored !== stored || Date.now() - (known?.at ?? 0) > longest
    const asked: Asked =
      known === null || isOld ? { stored, at: Date.now(), totals: totalsOf(store) } : known
    known = asked
    return asked.totals.catch(() => {
      if (known === asked) known = null
      return null
    })
  }
}

async function totalsOf(store: Reading): Promise<Family[]> {
  const { sql, params } = everySumSql(null)
  const rows = await store.query(sql, params)
  return Object.values(metrics).map((metric: Metric): Family => {
    const { running: name, help } = metric
    const said = [...metric.splitBy, ...everywhere]
    const of = rows.filter((row) => row['metric'] === metric.name)
    return { name, type: 'counter', help, samples: folded(of, said) }
  })
}

/** Points that differ in nothing that is said here are one sample. Rows come oldest labels first: who is in stays in. */
function folded(rows: readonly Row[], said: readonly LabelName[]): Sample[] {
  const found = new Map<string, { labels: Record<string, string>; value: number }>()
  for (const row of rows) {
    // To a reader of /metrics an empty label is none.
    const pairs = said
      .filter((name) => (row[name] ?? '') !== '')
      .map((name) => [labels[name].prometheus, String(row[name])] as const)
    const key = JSON.stringify(pairs)
    const fits = found.has(key) || found.size < mostSamples
    const sample = found.get(fits ? key : '') ?? {
      labels: fits ? Object.fromEntries(pairs) : overflow,
      value: 0,
    }
    sample.value += Number(row['value'])
    found.set(fits ? key : '', sample)
  }
  return [...found.values()]
}
