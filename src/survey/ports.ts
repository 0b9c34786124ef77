// Looks at the ports that we would use: free or taken, and by whom.
import { within } from '../world/limit.ts'
import { portState } from '../world/net.ts'
import type { PortState } from '../world/net.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { ownersOf } from './ports-owner.ts'
import type { Owner } from './ports-tables.ts'

export interface PortWish {
  readonly port: number
  /** What we would use it for, as the user knows it. */
  readonly use: string
}

export interface PortSeen extends PortWish {
  readonly state: PortState
  /** Null: nobody, or somebody whom this user may not see. */
  readonly owner: Owner | null
}

/** Contract, section 3. */
export const usualPorts: readonly PortWish[] = [
  { port: 14_317, use: 'OTLP over gRPC' },
  { port: 14_318, use: 'OTLP over HTTP' },
  { port: 14_300, use: 'page and JSON of our own process' },
  { port: 3000, use: 'Grafana' },
  { port: 9090, use: 'Prometheus' },
  { port: 3100, use: 'Loki' },
  { port: 13_133, use: 'health of the Collector' },
  { port: 8888, use: 'metrics of the Collector' },
  { port: 9091, use: 'exporter' },
]

const ownersLimit = 4000

export async function lookAtPorts(
  around: Surroundings,
  wishes: readonly PortWish[] = usualPorts,
  host = '127.0.0.1',
): Promise<PortSeen[]> {
  const states = await Promise.all(wishes.map(({ port }) => portState(host, port)))
  const taken = wishes.filter((_, index) => states[index] === 'taken').map(({ port }) => port)
  const owners = await within(ownersLimit, ownersOf(taken, around))
  return wishes.map((wish, index) => ({
    ...wish,
    state: states[index] ?? 'unknown',
    owner: owners?.get(wish.port) ?? null,
  }))
}
