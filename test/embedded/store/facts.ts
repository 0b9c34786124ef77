// Batches for the store's tests, in the shape that a decoder gives.
import type { Batch, Delta, Distribution, Event, Fact, Level } from '../../../src/ledger/record.ts'

export const minute = 60_000
export const began = Date.UTC(2026, 10, 20, 12)

export function batch(...records: readonly Fact[]): Batch {
  return { records, refused: {}, clamped: 0, spans: 0 }
}

const resource = { 'service.name': 'claude-code', 'service.version': '2.1.329' }

export function delta(more: Partial<Delta> & { session?: string; model?: string } = {}): Delta {
  const { session = 'one', model = 'sonnet', labels = {}, ...rest } = more
  return {
    kind: 'delta',
    name: 'claude_code.cost.usage',
    unit: 'USD',
    labels: { 'session.id': session, 'user.id': 'somebody', model, ...labels },
    resource,
    start: began,
    end: began + minute,
    value: 0.25,
    ...rest,
  }
}

export function level(more: Partial<Level> = {}): Level {
  return {
    kind: 'level',
    name: 'room.temperature',
    unit: 'C',
    labels: { room: 'north' },
    resource: { 'service.name': 'thermometer' },
    at: began,
    value: 21.5,
    ...more,
  }
}

export function event(name: string, attributes: Event['attributes'], at = began): Event {
  const standard = { 'session.id': 'one', 'user.id': 'somebody', 'terminal.type': 'xterm' }
  return { kind: 'event', name, at, attributes: { ...standard, ...attributes }, resource }
}

export function distribution(more: Partial<Distribution> = {}): Distribution {
  return {
    kind: 'distribution',
    name: 'door.latency',
    unit: 'ms',
    labels: { 'session.id': 'one' },
    resource: { 'service.name': 'door' },
    start: began,
    at: began + minute,
    temporality: 'delta',
    count: 3,
    sum: 12,
    min: 1,
    max: 8,
    detail: { shape: 'histogram', bounds: [5], counts: [2, 1] },
    ...more,
  }
}
