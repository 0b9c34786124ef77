// The short way for what Claude Code sends all day: sums and gauges, written in the usual order of fields.
import { type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf'
import type { Labels } from '../record.ts'
import { Cursor, Unusual, wire } from './cursor.ts'
import { NumberDataPointSchema } from './generated/opentelemetry/proto/metrics/v1/metrics_pb.ts'
import { ResourceSchema } from './generated/opentelemetry/proto/resource/v1/resource_pb.ts'
import { KnownParts } from './known-parts.ts'
import { labelsOf } from './values.ts'
import type { Metric, Metrics, Pair, Point } from './wire.ts'

type Group = Metrics['resourceMetrics'][number]
type Draft<Of> = { -readonly [Key in keyof Of]: Of[Key] }

const sized = (field: number): number => (field << 3) | wire.sized
const varint = (field: number): number => (field << 3) | wire.varint
const fixed64 = (field: number): number => (field << 3) | wire.fixed64

/** Either message holds nothing but attributes here. */
const labels = {
  ofResource: new KnownParts((part) => flat(exactly(ResourceSchema, part).attributes)),
  ofPoint: new KnownParts((part) => flat(exactly(NumberDataPointSchema, part).attributes)),
}
const texts = new KnownParts<string>((part) =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part),
)

/** Where a length inside is wrong, the official code reads on behind it: what it read is then not these bytes. */
function exactly<Shape extends DescMessage>(shape: Shape, part: Uint8Array): MessageShape<Shape> {
  const read = fromBinary(shape, part)
  const again = toBinary(shape, read)
  if (again.length !== part.length || again.some((byte, at) => byte !== part[at]))
    throw new Unusual()
  return read
}

/** How deep lists and maps may go is told by the whole body alone. */
function flat(attributes: readonly Pair[]): Labels {
  for (const { value } of attributes) {
    const kind = value?.value.case
    if (kind === 'arrayValue' || kind === 'kvlistValue') throw new Unusual()
  }
  return labelsOf(attributes)
}

/** Null: it takes the whole of OTLP to read this, or to say what is wrong with it. */
export function plainMetrics(body: Uint8Array): Metrics | null {
  const cursor = new Cursor(body)
  const resourceMetrics: Group[] = []
  try {
    while (cursor.at < body.length) {
      if (cursor.tag(body.length) !== sized(1)) return null
      resourceMetrics.push(groupAt(cursor, cursor.part(body.length)))
    }
    return { resourceMetrics }
  } catch {
    return null
  }
}

function groupAt(cursor: Cursor, end: number): Group {
  let resource: Group['resource']
  const scopeMetrics: { metrics: Metric[] }[] = []
  while (cursor.at < end) {
    const tag = cursor.tag(end)
    if (tag === sized(1) && resource === undefined) resource = resourceAt(cursor, cursor.part(end))
    else if (tag === sized(2)) scopeMetrics.push(scopeAt(cursor, cursor.part(end)))
    else if (tag === sized(3)) cursor.passText(end)
    else throw new Unusual()
  }
  return { resource, scopeMetrics }
}

function resourceAt(cursor: Cursor, end: number): NonNullable<Group['resource']> {
  const from = cursor.at
  const to = passAttributes(cursor, end, sized(1))
  if (cursor.at < end && cursor.tag(end) === varint(2)) cursor.varint(end)
  if (cursor.at < end) throw new Unusual()
  return { attributes: [], labels: labels.ofResource.of(cursor.view, from, to) }
}

/** One after the other; where they end. */
function passAttributes(cursor: Cursor, end: number, tag: number): number {
  while (cursor.at < end && cursor.bytes[cursor.at] === tag) {
    cursor.at += 1
    cursor.at = cursor.part(end)
  }
  return cursor.at
}

function scopeAt(cursor: Cursor, end: number): { metrics: Metric[] } {
  const metrics: Metric[] = []
  while (cursor.at < end) {
    const tag = cursor.tag(end)
    if (tag === sized(1)) passScope(cursor, cursor.part(end))
    else if (tag === sized(2)) metrics.push(metricAt(cursor, cursor.part(end)))
    else if (tag === sized(3)) cursor.passText(end)
    else throw new Unusual()
  }
  return { metrics }
}

function passScope(cursor: Cursor, end: number): void {
  while (cursor.at < end) {
    const tag = cursor.tag(end)
    if (tag === sized(1) || tag === sized(2)) cursor.passText(end)
    else if (tag === varint(4)) cursor.varint(end)
    else throw new Unusual()
  }
}

function metricAt(cursor: Cursor, end: number): Metric {
  const metric: Draft<Metric> = { name: '', unit: '', data: { case: undefined } }
  while (cursor.at < end) {
    const tag = cursor.tag(end)
    if (tag === sized(1)) metric.name = textAt(cursor, end)
    else if (tag === sized(2)) cursor.passText(end)
    else if (tag === sized(3)) metric.unit = textAt(cursor, end)
    else if (tag === sized(7) && metric.data.case === undefined)
      metric.data = { case: 'sum', value: pointsAt(cursor, cursor.part(end)) }
    else if (tag === sized(5) && metric.data.case === undefined)
      metric.data = { case: 'gauge', value: pointsAt(cursor, cursor.part(end)) }
    else throw new Unusual()
  }
  return metric
}

function textAt(cursor: Cursor, end: number): string {
  const to = cursor.part(end)
  const text = texts.of(cursor.view, cursor.at, to)
  cursor.at = to
  return text
}

/** A gauge has points only; other fields in it mean that it is none. */
function pointsAt(cursor: Cursor, end: number) {
  const dataPoints: Point[] = []
  let aggregationTemporality = 0
  while (cursor.at < end) {
    const tag = cursor.tag(end)
    if (tag === sized(1)) dataPoints.push(pointAt(cursor, cursor.part(end)))
    else if (tag === varint(2)) aggregationTemporality = cursor.varint(end)
    else if (tag === varint(3)) cursor.varint(end)
    else throw new Unusual()
  }
  return { dataPoints, aggregationTemporality }
}

function pointAt(cursor: Cursor, end: number): Point {
  const point: Draft<Point> = {
    attributes: [],
    startTimeUnixNano: 0n,
    timeUnixNano: 0n,
    flags: 0,
    value: { case: undefined },
  }
  while (cursor.at < end) {
    const tag = cursor.tag(end)
    if (tag === sized(7) && point.labels === undefined) {
      cursor.at -= 1
      const from = cursor.at
      point.labels = labels.ofPoint.of(cursor.view, from, passAttributes(cursor, end, tag))
    } else if (tag === fixed64(2)) point.startTimeUnixNano = cursor.fixed64(end)
    else if (tag === fixed64(3)) point.timeUnixNano = cursor.fixed64(end)
    else if (tag === fixed64(4)) point.value = { case: 'asDouble', value: cursor.double(end) }
    else if (tag === fixed64(6)) point.value = { case: 'asInt', value: cursor.signed64(end) }
    else if (tag === varint(8)) point.flags = cursor.varint(end)
    else throw new Unusual()
  }
  return point
}
