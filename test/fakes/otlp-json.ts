// Points and events out of OTLP JSON bodies, flat enough for a test to compare.
import type { Export } from './otlp-recorder.ts'

export type Attributes = Readonly<Record<string, unknown>>

export interface Point {
  readonly name: string
  readonly value: number
  readonly attributes: Attributes
}

export interface Event {
  readonly name: string
  readonly attributes: Attributes
}

interface KeyValue {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

function flat(list: readonly KeyValue[] = []): Attributes {
  return Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]))
}

export function pointsOf(exports: readonly Export[]): Point[] {
  return scopes(exports, 'resourceMetrics', 'scopeMetrics').flatMap(({ metrics = [] }) =>
    metrics.flatMap((metric: any) =>
      (metric.sum?.dataPoints ?? []).map((point: any) => ({
        name: metric.name,
        value: Number(point.asDouble ?? point.asInt),
        attributes: flat(point.attributes),
      })),
    ),
  )
}

export function eventsOf(exports: readonly Export[]): Event[] {
  return scopes(exports, 'resourceLogs', 'scopeLogs').flatMap(({ logRecords = [] }) =>
    logRecords.map((record: any) => ({
      name: record.body?.stringValue,
      attributes: flat(record.attributes),
    })),
  )
}

export function resourcesOf(exports: readonly Export[]): Attributes[] {
  return exports
    .map(({ message }) => JSON.parse(message.toString()))
    .flatMap((body) => body.resourceMetrics ?? body.resourceLogs ?? body.resourceSpans ?? [])
    .map(({ resource }: any) => flat(resource.attributes))
}

function scopes(exports: readonly Export[], outer: string, inner: string): any[] {
  return exports
    .map(({ message }) => JSON.parse(message.toString()))
    .flatMap((body) => body[outer] ?? [])
    .flatMap((resource: any) => resource[inner] ?? [])
}

/** Sum of a metric over the points whose attributes hold these. */
export function total(points: readonly Point[], name: string, where: Attributes = {}): number {
  return points
    .filter((point) => point.name === name)
    .filter(({ attributes }) =>
      Object.entries(where).every(([key, value]) => attributes[key] === value),
    )
    .reduce((sum, { value }) => sum + value, 0)
}
