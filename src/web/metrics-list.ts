// Every known metric with its total and what it splits into: the shape `Metrics` of the contract.
import { labels, type LabelName } from '../dashboards/labels.ts'
import type { Ask } from '../dashboards/sql-sums.ts'
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

interface Asked {
  /** Null: since the store began. */
  readonly from: number | null
  /** Null: all that there is. */
  readonly until: number | null
  readonly now: number
}

type Row = Readonly<Record<string, string | number | null>>

export async function metricsList(
  store: Reading,
  { from, until, now }: Asked,
): Promise<MetricsList> {
  const ask = ({ sql, params }: Ask) => store.query(sql, params)
  const seen = await ask(lastSeenSql({ from: from ?? 0, to: until ?? Number.MAX_SAFE_INTEGER }))
  // A clock that was set back leaves points behind that lie ahead: nothing that was reported is left out.
  const to = until ?? Math.max(now, ...seen.map((row) => Number(row['last'] ?? 0)))
  const sums = await ask(everySumSql({ from: from ?? 0, to }))
  const last = new Map(seen.map((row) => [row['metric'], row['last'] ?? null]))
  const listed = Object.values(metrics).map((metric: Metric) => {
    const rows = sums.filter((row) => row['metric'] === metric.name)
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
