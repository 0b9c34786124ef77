// Made work in a real store, and the page's way to ask it: measure, SQL, answer.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Answer, answerOf } from '../../src/dashboards/answer.ts'
import type { Asking, Measure } from '../../src/dashboards/measure.ts'
import { asksFor } from '../../src/dashboards/sql.ts'
import { openStore, type Store } from '../../src/embedded/store/store.ts'
import type { Fact } from '../../src/ledger/record.ts'
import type { Made } from './made-year.ts'

/** The client says its version there only, and there too what the user attaches to everything. */
function resourceOf(labels: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(labels).filter(([name]) => /^(?:service|team)\./.test(name))
  return { 'service.name': 'claude-code', ...Object.fromEntries(own) }
}

function withoutVersion(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== 'service.version'))
}

/** As the decoder would hand them over. */
function recordsOf({ points, events }: Made): Fact[] {
  return [
    ...points.map(({ metric, session, labels, start, end, value }): Fact => {
      const all = { ...withoutVersion(labels), 'session.id': session }
      const resource = resourceOf(labels)
      return { kind: 'delta', name: metric, unit: '', labels: all, resource, start, end, value }
    }),
    ...events.map(({ name, at, session, labels = {}, fields }, sequence): Fact => {
      const own = Object.entries(fields).filter(([, value]) => value !== null)
      const success = 'success' in fields ? { success: fields['success'] === 1 } : {}
      const attributes = {
        ...withoutVersion(labels),
        ...Object.fromEntries(own),
        ...success,
        'session.id': session,
      }
      return {
        kind: 'event',
        name,
        at,
        attributes: { ...attributes, 'event.sequence': sequence },
        resource: resourceOf(labels),
      }
    }),
  ]
}

export async function fill(store: Pick<Store, 'write'>, made: Made): Promise<void> {
  const records = recordsOf(made)
  for (let at = 0; at < records.length; at += 5000)
    await store.write({ records: records.slice(at, at + 5000), refused: {}, clamped: 0, spans: 0 })
}

export interface MadeStore {
  readonly store: Store
  ask(measure: Measure, asking: Asking): Promise<Answer>
  close(): Promise<void>
}

export async function madeStore(made: Made): Promise<MadeStore> {
  const folder = await mkdtemp(join(tmpdir(), 'claude-telemetry-made-'))
  const store = await openStore(folder)
  await fill(store, made)
  const ask = async (measure: Measure, asking: Asking): Promise<Answer> => {
    const rows = await Promise.all(
      asksFor(measure, asking).map(({ sql, params }) => store.query(sql, params)),
    )
    return answerOf(measure, asking, rows)
  }
  const close = async (): Promise<void> => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { store, ask, close }
}
