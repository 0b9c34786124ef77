// Every known metric with its total and what it splits into: the shape `Metrics` of the contract.
import { labels, type LabelName } from '../dashboards/labels.ts'
import type { Range } from '../dashboards/measure.ts'
import { type Metric, metrics } from '../dashboards/metrics.ts'
import { everySumSql, lastSeenSql } from '../dashboards/sql-all.ts'
import type { Reading } from './facts.ts'

export interface MetricsList {
  readonly from: string | null
  readonly to: string
  readonly metrics: readonly {
    readonly name: string
    readonly unit: string
    /** Null: not yet. */
    readonly total: number | null
    readonly last_seen: string | null
    readonly by: Readonly<Record<string, Readonly<Record<string, number>>>>
  }[]
}

type Row = Readonly<Record<string, string | number | null>>

export async function metricsList(
  store: Reading,
  { from, to }: { from: number | null; to: number },
): Promise<MetricsList> {
  const range: Range = { from: from ?? 0, to }
  const [sums, seen] = await Promise.all(
    [everySumSql(range), lastSeenSql(range)].map(({ sql, params }) => store.query(sql, params)),
  )
  const last = new Map(seen?.map((row) => [row['metric'], row['last'] ?? null]))
  const listed = Object.values(metrics).map((metric: Metric) => {
    const rows = (sums ?? []).filter((row) => row['metric'] === metric.name)
    const at = last.get(metric.name) ?? null
    return {
      name: metric.name,
      unit: metric.wireUnit,
      total: rows.length === 0 ? null : rows.reduce((sum, row) => sum + Number(row['value']), 0),
      last_seen: typeof at === 'number' ? iso(at) : null,
      by: splits(metric.splitBy, rows),
    }
  })
  return { from: from === null ? null : iso(from), to: iso(to), metrics: listed }
}

function iso(moment: number): string {
  return new Date(moment).toISOString()
}

/** Only what was reported: a label that no point has is not listed. */
function splits(by: readonly LabelName[], rows: readonly Row[]) {
  const found: Record<string, Record<string, number>> = {}
  for (const label of by) {
    const sums: Record<string, number> = {}
    for (const row of rows) {
      const value = row[label] ?? null
      if (value === null) continue
      sums[value] = (Object.hasOwn(sums, value) ? (sums[value] ?? 0) : 0) + Number(row['value'])
    }
    if (Object.keys(sums).length > 0) found[labels[label].attribute] = sums
  }
  return found
}
