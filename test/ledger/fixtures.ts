// What the real client sent, as recorded: bodies by signal, and the sums of a JSON body by a reader of its own.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Signal } from '../../src/ledger/otlp/answer.ts'

const folder = join(import.meta.dirname, '..', 'fixtures')

/** A moment after the recording, so that every time in it is believed. */
export const arrived = 1_795_213_500_000

export interface Recorded {
  readonly name: string
  readonly signal: Signal
  readonly body: any
}

/** Files that hold several bodies give several. */
export function recorded(): Recorded[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:metrics|logs|traces)[^/\\]*\.json$/.test(name))
    .toSorted()
    .flatMap((name) => {
      const read = JSON.parse(readFileSync(join(folder, name), 'utf8'))
      const signal = /(metrics|logs|traces)[^/\\]*$/.exec(name)?.[1] as Signal
      return [read].flat().map((body: any, index) => ({ name: `${name}#${index}`, signal, body }))
    })
}

export function raw(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(join(folder, name)))
}

export function bytes(body: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(body))
}

export interface PointSeen {
  readonly name: string
  readonly temporality: number
  readonly value: number
  readonly end: number
  readonly labels: Readonly<Record<string, string>>
}

/** Every point of a recorded metrics body, read without the code that is tested. */
export function pointsSeen(body: any): PointSeen[] {
  const metrics = body.resourceMetrics
    .flatMap((group: any) => group.scopeMetrics)
    .flatMap((scope: any) => scope.metrics)
  return metrics.flatMap((metric: any) =>
    metric.sum.dataPoints.map((point: any) => ({
      name: metric.name,
      temporality: metric.sum.aggregationTemporality,
      value: point.asDouble,
      end: Number(point.timeUnixNano.slice(0, -6)),
      labels: Object.fromEntries(
        point.attributes.map(({ key, value }: any) => [key, String(Object.values(value)[0])]),
      ),
    })),
  )
}

export function recordsSeen(body: any): any[] {
  return body.resourceLogs
    .flatMap((group: any) => group.scopeLogs)
    .flatMap((scope: any) => scope.logRecords)
}

export function spansSeen(body: any): number {
  return body.resourceSpans
    .flatMap((group: any) => group.scopeSpans)
    .reduce((sum: number, scope: any) => sum + scope.spans.length, 0)
}
