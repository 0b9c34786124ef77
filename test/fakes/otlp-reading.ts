// Points and events out of OTLP bodies, JSON or protobuf, by a reader that shares nothing with the receiver.
import { decode, type Field } from '../../src/verify/protobuf.ts'

export type Shape = 'gauge' | 'delta' | 'cumulative' | 'histogram'
export type Labels = Readonly<Record<string, string>>

export interface ReadPoint {
  readonly name: string
  readonly shape: Shape
  /** Whole milliseconds. */
  readonly start: number
  readonly end: number
  readonly value: number
  readonly labels: Labels
  readonly resource: Labels
}

export interface ReadEvent {
  readonly name: string
  readonly at: number
  readonly attributes: Labels
  readonly resource: Labels
}

type Tree = { readonly [name: string]: any }

export function readPoints(message: Buffer, isJson: boolean): ReadPoint[] {
  const { resourceMetrics = [] } = isJson ? fromJson(message) : metricsTree(message)
  return resourceMetrics.flatMap(({ resource, scopeMetrics = [] }: Tree) =>
    scopeMetrics
      .flatMap(({ metrics = [] }: Tree) => metrics)
      .flatMap((metric: Tree) => pointsOf(metric, flat(resource?.attributes))),
  )
}

export function readEvents(message: Buffer, isJson: boolean): ReadEvent[] {
  const { resourceLogs = [] } = isJson ? fromJson(message) : logsTree(message)
  return resourceLogs.flatMap(({ resource, scopeLogs = [] }: Tree) =>
    scopeLogs
      .flatMap(({ logRecords = [] }: Tree) => logRecords)
      .map((record: Tree) => ({
        name: String(record['body']?.stringValue ?? ''),
        at: inMilliseconds(record['timeUnixNano'] ?? record['observedTimeUnixNano']),
        attributes: flat(record['attributes']),
        resource: flat(resource?.attributes),
      })),
  )
}

function pointsOf(metric: Tree, resource: Labels): ReadPoint[] {
  const sum = metric['sum']
  const data = sum ?? metric['gauge'] ?? metric['histogram'] ?? metric['exponentialHistogram']
  return (data?.dataPoints ?? []).map((point: Tree) => ({
    name: metric['name'],
    shape: shapeOf(metric, Number(sum?.aggregationTemporality)),
    start: inMilliseconds(point['startTimeUnixNano']),
    end: inMilliseconds(point['timeUnixNano']),
    value: Number(point['asDouble'] ?? point['asInt']),
    labels: flat(point['attributes']),
    resource,
  }))
}

function shapeOf(metric: Tree, temporality: number): Shape {
  if (metric['gauge'] !== undefined) return 'gauge'
  if (metric['sum'] === undefined) return 'histogram'
  return temporality === 1 ? 'delta' : 'cumulative'
}

function flat(pairs: readonly Tree[] = []): Labels {
  return Object.fromEntries(
    pairs.map(({ key, value }: Tree) => [key, textOf(Object.values(value ?? {})[0])]),
  )
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function inMilliseconds(nanos: unknown): number {
  return Number(BigInt(String(nanos ?? 0)) / 1_000_000n)
}

function fromJson(message: Buffer): Tree {
  return JSON.parse(message.toString('utf8')) as Tree
}

/** How a message is written: number → name and what stands there; a list where it may come again. */
interface Form {
  readonly [number: number]: readonly [
    name: string,
    as: Form | 'text' | 'double' | 'fixed' | 'int' | 'bytes' | 'truth',
    list?: true,
  ]
}

const any: Form = {
  1: ['stringValue', 'text'],
  2: ['boolValue', 'truth'],
  3: ['intValue', 'int'],
  4: ['doubleValue', 'double'],
  5: ['arrayValue', 'bytes'],
  6: ['kvlistValue', 'bytes'],
  7: ['bytesValue', 'bytes'],
}
const pair: Form = { 1: ['key', 'text'], 2: ['value', any] }
const resource: Form = { 1: ['attributes', pair, true] }
const point: Form = {
  2: ['startTimeUnixNano', 'fixed'],
  3: ['timeUnixNano', 'fixed'],
  4: ['asDouble', 'double'],
  6: ['asInt', 'fixed'],
  7: ['attributes', pair, true],
}
const points: Form = { 1: ['dataPoints', point, true], 2: ['aggregationTemporality', 'int'] }
const metric: Form = {
  1: ['name', 'text'],
  5: ['gauge', points],
  7: ['sum', points],
  9: ['histogram', { 1: ['dataPoints', {}, true] }],
  10: ['exponentialHistogram', { 1: ['dataPoints', {}, true] }],
}
const record: Form = {
  1: ['timeUnixNano', 'fixed'],
  5: ['body', any],
  6: ['attributes', pair, true],
  11: ['observedTimeUnixNano', 'fixed'],
}

function metricsTree(message: Buffer): Tree {
  const scope: Form = { 2: ['metrics', metric, true] }
  const group: Form = { 1: ['resource', resource], 2: ['scopeMetrics', scope, true] }
  return tree(message, { 1: ['resourceMetrics', group, true] })
}

function logsTree(message: Buffer): Tree {
  const scope: Form = { 2: ['logRecords', record, true] }
  const group: Form = { 1: ['resource', resource], 2: ['scopeLogs', scope, true] }
  return tree(message, { 1: ['resourceLogs', group, true] })
}

function tree(bytes: Uint8Array, form: Form): Tree {
  const fields = decode(Uint8Array.from(bytes))
  if (fields === null) throw new Error('not protobuf')
  const found: { [name: string]: unknown } = {}
  for (const field of fields) {
    const known = form[field.number]
    if (known === undefined) continue
    const [name, as, isList] = known
    const value = valueOf(field, as)
    if (isList) found[name] = [...((found[name] as unknown[] | undefined) ?? []), value]
    else found[name] = value
  }
  return found
}

function valueOf({ value }: Field, as: Form[number][1]): unknown {
  if (typeof as === 'object') return tree(value as Uint8Array, as)
  if (typeof value === 'bigint') return as === 'truth' ? value === 1n : BigInt.asIntN(64, value)
  const bytes = value as Uint8Array
  if (as === 'text') return new TextDecoder().decode(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (as === 'double') return view.getFloat64(0, true)
  return as === 'fixed' ? view.getBigInt64(0, true) : Buffer.from(bytes).toString('hex')
}
