// What real clients sent, moved into the present: bodies, points and records.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface DataPoint {
  attributes?: Attribute[]
  timeUnixNano: string
  asDouble?: number
  asInt?: string | number
}
export interface Attribute {
  key: string
  value: { stringValue?: string }
}
export interface Metric {
  name: string
  sum?: { aggregationTemporality: number; isMonotonic?: boolean; dataPoints: DataPoint[] }
  histogram?: unknown
}
export interface Metrics {
  resourceMetrics: { resource: unknown; scopeMetrics: { scope: unknown; metrics: Metric[] }[] }[]
}
export interface LogRecord {
  timeUnixNano: string
  attributes: Attribute[]
}
export interface Logs {
  resourceLogs: { resource: unknown; scopeLogs: { scope: unknown; logRecords: LogRecord[] }[] }[]
}

const folder = join(import.meta.dirname, '..', 'fixtures', 'claude-code-2.1.329')

let seconds = 0

/**
 * The newest time of a file becomes now: recordings age, and a clock guard is no time machine. Each file gets
 * a second of its own: some go on with the session of another one, and in one millisecond they would be one.
 */
export function bodies<Body extends Metrics | Logs>(file: string): Body[] {
  const read: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const text = JSON.stringify(Array.isArray(read) ? read : [read])
  const pattern = /"((?:start|observed)?[tT]imeUnixNano)":"?(\d+)"?/g
  const newest = [...text.matchAll(pattern)]
    .map(([, , nanos]) => BigInt(nanos ?? 0))
    .reduce((most, each) => (each > most ? each : most), 0n)
  seconds += 1
  const shift = BigInt(Date.now() - seconds * 1000) * 1_000_000n - newest
  const moved = text.replaceAll(
    pattern,
    (_, name: string, nanos: string) => `"${name}":"${BigInt(nanos) + shift}"`,
  )
  return JSON.parse(moved) as Body[]
}

export function metricsOf(body: Metrics): Metric[] {
  return body.resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) => metrics),
  )
}

export function recordsOf(body: Logs): LogRecord[] {
  return body.resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) => logRecords),
  )
}

/** Name of the client's metric → sum of everything that was sent of it. */
export function totals(sent: readonly Metrics[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { name, sum } of sent.flatMap(metricsOf))
    for (const { asDouble, asInt } of sum?.dataPoints ?? [])
      sums[name] = (sums[name] ?? 0) + (asDouble ?? Number(asInt))
  return sums
}

export function attribute(of: { attributes?: Attribute[] }, key: string): string | undefined {
  return of.attributes?.find((each) => each.key === key)?.value.stringValue
}
