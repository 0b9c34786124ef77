// What was sent and what of it was acknowledged, as facts with the identity that the store promises to keep once.
import { readEvents, readPoints } from '../fakes/otlp-reading.ts'
import type { Passed } from '../fakes/otlp-forwarder.ts'

/** Identity → the values under it: one, unless two processes said different things of one window. */
export type Facts = ReadonlyMap<string, ReadonlySet<number>>

export interface Truth {
  readonly points: { readonly sent: Facts; readonly acknowledged: Facts }
  readonly events: { readonly sent: Facts; readonly acknowledged: Facts }
}

export function truthOf(passed: readonly Passed[]): Truth {
  const known = passed.filter(({ answer }) => answer === 'acknowledged')
  return {
    points: { sent: gathered(passed, points), acknowledged: gathered(known, points) },
    events: { sent: gathered(passed, events), acknowledged: gathered(known, events) },
  }
}

type Fact = readonly [identity: string, value: number]

function gathered(passed: readonly Passed[], facts: (one: Passed) => Fact[]): Facts {
  const found = new Map<string, Set<number>>()
  for (const one of passed) {
    for (const [identity, value] of facts(one)) {
      const values = found.get(identity) ?? new Set()
      found.set(identity, values.add(value))
    }
  }
  return found
}

const isJson = ({ headers }: Passed): boolean => headers['content-type'] === 'application/json'

function points(one: Passed): Fact[] {
  if (one.signal !== 'metrics') return []
  return readPoints(one.message, isJson(one)).map(
    ({ name, labels, resource, start, end, value }) => [
      pointIdentity({ name, labels: { ...resource, ...labels }, start, end }),
      value,
    ],
  )
}

/** The cost stands for what an event says, where it has one. */
function events(one: Passed): Fact[] {
  if (one.signal !== 'logs') return []
  return readEvents(one.message, isJson(one)).map(({ name, at, attributes }) => [
    eventIdentity({
      name: name.replace('claude_code.', ''),
      session: attributes['session.id'] ?? '',
      at,
      sequence: Number(attributes['event.sequence']),
    }),
    name === 'claude_code.api_request' ? Number(attributes['cost_usd']) : 0,
  ])
}

export function pointIdentity({
  name,
  labels,
  start,
  end,
}: {
  readonly name: string
  /** With the session, and those of the resource. */
  readonly labels: Readonly<Record<string, string>>
  readonly start: number
  readonly end: number
}): string {
  return JSON.stringify([name, Object.entries(labels).toSorted(byName), start, end])
}

function byName([one]: [string, string], [other]: [string, string]): number {
  return one < other ? -1 : 1
}

export function eventIdentity(event: {
  readonly name: string
  readonly session: string
  readonly at: number
  readonly sequence: number
}): string {
  return JSON.stringify([event.name, event.session, event.at, event.sequence])
}
