// One event as a row: who and where apart (the same for a whole session), numbers typed, the rest as JSON.
import { createHash } from 'node:crypto'
import type { Event, Labels, Value } from '../../ledger/record.ts'
import type { Cell } from '../../world/database.ts'
import { type TypedColumn, typedEvents } from './schema.ts'

export interface SplitEvent {
  readonly session: string
  readonly identity: Labels
  readonly sequence: number | null
  readonly prompt: string | null
  readonly rest: string | null
  readonly digest: number
  readonly typed: readonly Cell[] | null
  readonly version: string | null
}

const whoAndWhere =
  /^(?:user\.|organization\.|anthropic\.|vcs\.(?!ref)|identity\.source$|terminal\.type$|app\.version$|app\.entrypoint$)/

export function splitEvent({ name, at, attributes, resource }: Event): SplitEvent {
  const left: Record<string, Value> = { ...attributes }
  const take = (key: string): Value => {
    const value = left[key] ?? null
    delete left[key]
    return value
  }
  const session = String(take('session.id') ?? resource['session.id'] ?? '')
  const sequence = numberOf(left['event.sequence'] ?? null)
  if (sequence !== null) delete left['event.sequence']
  delete left['event.name']
  if (Date.parse(String(left['event.timestamp'])) === at) delete left['event.timestamp']
  const prompt = typeof left['prompt.id'] === 'string' ? String(take('prompt.id')) : null
  const identity = takeIdentity(left, resource)
  const typed = takeTyped(typedEvents[name], left)
  const rest = Object.keys(left).length === 0 ? null : JSON.stringify(left)
  const digest =
    session === '' || sequence === null
      ? digestOf(JSON.stringify([identity, prompt, typed, rest]))
      : 0
  const version = identity['app.version'] ?? resource['app.version'] ?? null
  return { session, identity, sequence, prompt, rest, digest, typed, version }
}

function takeIdentity(left: Record<string, Value>, resource: Labels): Labels {
  const identity: Record<string, string> = {}
  for (const [name, value] of Object.entries(left)) {
    if (!whoAndWhere.test(name) && resource[name] !== value) continue
    if (value === null || typeof value === 'object') continue
    identity[name] = String(value)
    delete left[name]
  }
  return identity
}

/** The client writes the same fact as a number here and as a text there. What will not parse stays in the rest. */
function takeTyped(
  columns: Readonly<Record<string, TypedColumn>> | undefined,
  left: Record<string, Value>,
): Cell[] | null {
  if (columns === undefined) return null
  return Object.values(columns).map(({ attribute, as }) => {
    const value = readers[as](left[attribute] ?? null)
    if (value !== null) delete left[attribute]
    return value
  })
}

const readers: Readonly<Record<TypedColumn['as'], (value: Value) => Cell>> = {
  text: (value) => (typeof value === 'string' ? value : null),
  number: numberOf,
  truth: (value) =>
    value === true || value === 'true' ? 1 : value === false || value === 'false' ? 0 : null,
}

function numberOf(value: Value): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.trim() === '') return null
  const read = Number(value)
  return Number.isFinite(read) ? read : null
}

/** 48 bits: a whole number that every reader can hold; never 0. */
function digestOf(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) + 1
}
