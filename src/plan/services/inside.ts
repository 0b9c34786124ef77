// Where things are inside the containers: names, ports and folders that the four agree on.
import type { ServiceName } from '../plan.ts'

export interface Inside {
  /** The address on which each listens. */
  readonly listen: string
  /** The name under which the others reach it. */
  readonly host: Readonly<Record<ServiceName, string>>
  readonly port: {
    readonly grpc: number
    readonly http: number
    readonly health: number
    readonly telemetry: number
    readonly prometheus: number
    readonly loki: number
    readonly lokiGrpc: number
    readonly grafana: number
  }
  readonly folder: {
    readonly queue: string
    readonly prometheus: string
    readonly loki: string
    readonly boards: string
    readonly secrets: string
  }
}

export const usualInside: Inside = {
  listen: '0.0.0.0',
  host: { collector: 'collector', prometheus: 'prometheus', loki: 'loki', grafana: 'grafana' },
  port: {
    grpc: 4317,
    http: 4318,
    health: 13_133,
    telemetry: 8888,
    prometheus: 9090,
    loki: 3100,
    lokiGrpc: 9095,
    grafana: 3000,
  },
  folder: {
    queue: '/var/lib/otelcol',
    prometheus: '/prometheus',
    loki: '/loki',
    boards: '/etc/grafana/boards',
    secrets: '/run/claude-telemetry',
  },
}

export function reach({ host, port }: Inside, name: 'prometheus' | 'loki' | 'grafana'): string {
  return `${host[name]}:${port[name]}`
}
