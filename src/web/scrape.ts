// /metrics: running totals since the store began, without sessions, and how we are ourselves.
import { everywhere, type LabelName, labels } from '../dashboards/labels.ts'
import { type Metric, metrics } from '../dashboards/metrics.ts'
import { everySumSql } from '../dashboards/sql-all.ts'
import type { Family, Sample } from './exposition.ts'
import type { Facts, Reading } from './facts.ts'

type Row = Readonly<Record<string, string | number | null>>

export async function families(store: Reading, facts: Facts): Promise<Family[]> {
  const { sql, params } = everySumSql(null)
  const [rows, own] = await Promise.all([store.query(sql, params), ownFamilies(store, facts)])
  const totals = Object.values(metrics).map((metric: Metric): Family => {
    const { running: name, help } = metric
    const of = rows.filter((row) => row['metric'] === metric.name)
    return { name, type: 'counter', help, samples: folded(of, [...metric.splitBy, ...everywhere]) }
  })
  return [...totals, ...own]
}

/** Points that differ in nothing that is said here are one sample. */
function folded(rows: readonly Row[], said: readonly LabelName[]): Sample[] {
  const found = new Map<string, { labels: Record<string, string>; value: number }>()
  for (const row of rows) {
    const pairs = said
      .filter((name) => (row[name] ?? null) !== null)
      .map((name) => [labels[name].prometheus, String(row[name])] as const)
    const key = JSON.stringify(pairs)
    const sample = found.get(key) ?? { labels: Object.fromEntries(pairs), value: 0 }
    sample.value += Number(row['value'])
    found.set(key, sample)
  }
  return [...found.values()]
}

async function ownFamilies(store: Reading, facts: Facts): Promise<Family[]> {
  const health = await store.health()
  const counter = (name: string, help: string, value: number): Family =>
    family('counter', `${name}_total`, help, [{ labels: {}, value }])
  const refused = Object.entries(health.refused).map(([reason, value]) => ({
    labels: { reason },
    value,
  }))
  return [
    counter('rows_stored', 'Rows on disk since start.', health.stored),
    counter('rows_repeated', 'Rows that were there already.', health.repeated),
    counter('rows_contradicted', 'Another value for a stored point.', health.contradicted),
    counter('writes_rejected', 'Writes turned away: busy, full, damaged.', health.rejected),
    family('counter', 'points_refused_total', 'Points that were not kept, by reason.', refused),
    counter('times_clamped', 'Times too far off that became the time of arrival.', health.clamped),
    counter('spans', 'Spans that were answered and not kept.', health.spans),
    counter('commits', 'Transactions since start.', health.commits),
    ...gauges(health, facts),
  ]
}

function gauges(health: Awaited<ReturnType<Reading['health']>>, facts: Facts): Family[] {
  const gauge = (name: string, help: string, value: number | null): Family =>
    family('gauge', name, help, value === null ? [] : [{ labels: {}, value }])
  const sources = health.sources.map(({ source, at }) => ({ labels: { source }, value: at / 1000 }))
  const commit = health.commitMs === null ? null : health.commitMs / 1000
  return [
    gauge('rows_waiting', 'Rows that wait for their transaction.', health.waiting),
    gauge('commit_seconds', 'How long the last transaction took, fsync included.', commit),
    gauge('database_bytes', 'Size of the database.', health.databaseBytes),
    gauge('up', 'Whether the store takes data.', health.state === 'open' ? 1 : 0),
    family(
      'gauge',
      'last_point_timestamp_seconds',
      'Time of the newest point of each source.',
      sources,
    ),
    gauge('start_time_seconds', 'When this process started.', facts.started / 1000),
    family('gauge', 'build_info', 'Version of this program.', [
      { labels: { version: facts.version }, value: 1 },
    ]),
  ]
}

function family(type: Family['type'], name: string, help: string, samples: Sample[]): Family {
  return { name: `claude_telemetry_${name}`, type, help, samples }
}
