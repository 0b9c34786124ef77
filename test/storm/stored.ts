// What lies in the store of an engine that is stopped, by the same identities, and whether the file is whole.
import { openStore, type Store } from '../../src/embedded/store/store.ts'
import { isWhole, sumsAreRight } from '../embedded/store/sums.ts'
import { eventSumsAreRight } from './event-sums.ts'
import { eventIdentity, pointIdentity } from './truth.ts'

export interface Stored {
  readonly points: ReadonlyMap<string, number>
  readonly events: ReadonlyMap<string, number>
  /** Metric → sum of its points. */
  readonly sums: ReadonlyMap<string, number>
  readonly ends: readonly number[]
  /** Rows of each, to see that no identity came twice. */
  readonly rows: { readonly points: number; readonly events: number }
}

/** By which the engine proves to its user that data arrives: not of any client. */
const proofs = 'claude_telemetry.%'

export async function storedIn(folder: string): Promise<Stored> {
  const store = await openStore(folder, { query: { rows: 10_000_000, milliseconds: 60_000 } })
  try {
    await sumsAreRight(store)
    await eventSumsAreRight(store)
    await isWhole(store)
    const points = await pointsOf(store)
    const events = await eventsOf(store)
    const sums = await store.query(
      `SELECT name, total(value) AS sum FROM delta JOIN metric ON metric.id = metric
        WHERE name NOT LIKE '${proofs}' GROUP BY 1`,
    )
    return {
      points: new Map(points),
      events: new Map(events),
      sums: new Map(sums.map(({ name, sum }) => [String(name), Number(sum)])),
      ends: points.map(([identity]) => Number(JSON.parse(identity).at(-1))),
      rows: { points: points.length, events: events.length },
    }
  } finally {
    await store.close()
  }
}

async function pointsOf(store: Store): Promise<[string, number][]> {
  const rows = await store.query(`SELECT metric.name AS name, uid, key, start, end, value
    FROM delta JOIN metric ON metric.id = metric JOIN session ON session.id = session
    JOIN labelset ON labelset.id = labelset WHERE metric.name NOT LIKE '${proofs}'`)
  return rows.map(({ name, uid, key, start, end, value }) => [
    pointIdentity({
      name: String(name),
      labels: { ...JSON.parse(String(key)), ...(uid !== '' && { 'session.id': String(uid) }) },
      start: Number(start),
      end: Number(end),
    }),
    Number(value),
  ])
}

async function eventsOf(store: Store): Promise<[string, number][]> {
  const rows = await store.query(`SELECT n.name AS name, uid, e.at AS at, sequence, cost_usd
    FROM event e JOIN event_name n ON n.id = e.name JOIN session s ON s.id = e.session
    LEFT JOIN api_request ON event = e.id
    WHERE n.name NOT LIKE '${proofs}'`)
  return rows.map(({ name, uid, at, sequence, cost_usd }) => [
    eventIdentity({
      name: String(name),
      session: String(uid),
      at: Number(at),
      sequence: Number(sequence),
    }),
    Number(cost_usd ?? 0),
  ])
}
