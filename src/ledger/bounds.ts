// How much one record may say of itself: what says more is refused and counted, not cut to something else.
import type { Batch, Event, Fact, Labels, Refusal, Value } from './record.ts'

export interface Bounds {
  /** Of one record, its resource included. */
  readonly labels: number
  /** Letters of a label of a point or resource, and of every name. */
  readonly label: number
  /** Letters of an attribute of an event; lists by their JSON. */
  readonly attribute: number
}

export const usualBounds: Bounds = { labels: 128, label: 1024, attribute: 128 * 1024 }

export function withinBounds(batch: Batch, bounds: Bounds = usualBounds): Batch {
  const refused = { ...batch.refused }
  const sizes = sizesFor(bounds)
  const records = batch.records.filter((record) => {
    const why = faultOf(record, bounds, sizes)
    if (why !== null) refused[why] = (refused[why] ?? 0) + 1
    return why === null
  })
  return { ...batch, records, refused }
}

interface Size {
  readonly count: number
  readonly fits: boolean
}

/** Labels stand for many records, over many requests: the same object is measured once. */
type Sizes = WeakMap<Labels, Size>
const measured = new WeakMap<Bounds, Sizes>()

function sizesFor(bounds: Bounds): Sizes {
  const sizes = measured.get(bounds) ?? new WeakMap<Labels, Size>()
  measured.set(bounds, sizes)
  return sizes
}

function sizeOf(labels: Labels, { label }: Bounds, sizes: Sizes): Size {
  const known = sizes.get(labels)
  if (known !== undefined) return known
  const size = { count: Object.keys(labels).length, fits: allFit(labels, label, label) }
  sizes.set(labels, size)
  return size
}

function faultOf(record: Fact, bounds: Bounds, sizes: Sizes): Refusal | null {
  const { name, resource } = record
  const about = sizeOf(resource, bounds, sizes)
  const own =
    record.kind === 'event'
      ? sizeOfEvent(record.attributes, bounds)
      : sizeOf(record.labels, bounds, sizes)
  if (own.count + about.count > bounds.labels) return 'too-many-labels'
  const named = name.length + (record.kind === 'event' ? 0 : record.unit.length)
  return about.fits && own.fits && named <= bounds.label ? null : 'label-too-long'
}

function sizeOfEvent(of: Event['attributes'], { label, attribute }: Bounds): Size {
  return { count: Object.keys(of).length, fits: allFit(of, label, attribute) }
}

function allFit(of: Readonly<Record<string, Value>>, mostName: number, mostValue: number): boolean {
  return Object.entries(of).every(
    ([name, value]) => name.length <= mostName && lengthOf(value) <= mostValue,
  )
}

function lengthOf(value: Value): number {
  if (typeof value === 'string') return value.length
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length : 0
}
