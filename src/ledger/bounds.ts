// How much one record may say of itself: what says more is refused and counted, not cut to something else.
import type { Batch, Fact, Labels, Refusal, Value } from './record.ts'

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
  const resources = new Map<Labels, boolean>()
  const records = batch.records.filter((record) => {
    const why = faultOf(record, bounds, resources)
    if (why !== null) refused[why] = (refused[why] ?? 0) + 1
    return why === null
  })
  return { ...batch, records, refused }
}

function faultOf(record: Fact, bounds: Bounds, resources: Map<Labels, boolean>): Refusal | null {
  const { name, resource } = record
  const own = record.kind === 'event' ? record.attributes : record.labels
  if (Object.keys(own).length + Object.keys(resource).length > bounds.labels)
    return 'too-many-labels'
  const fits = resources.get(resource) ?? allFit(resource, bounds.label, bounds.label)
  resources.set(resource, fits)
  const most = record.kind === 'event' ? bounds.attribute : bounds.label
  const named = name.length + (record.kind === 'event' ? 0 : record.unit.length)
  return fits && named <= bounds.label && allFit(own, bounds.label, most) ? null : 'label-too-long'
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
