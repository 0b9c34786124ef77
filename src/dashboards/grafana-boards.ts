// The boards that Grafana gets, each with its file, its fixed name there, its range and its rhythm.
import { classic } from './boards/classic.ts'
import { overview } from './boards/overview.ts'
import { dashboardOf, type Made, type Shown } from './grafana.ts'

/** Days from midnight on, so that the bars of days add up to the numbers above them. */
const shown: readonly Shown[] = [
  { board: overview, uid: 'claude-telemetry-overview', refresh: '1m', from: 'now-29d/d' },
  // As people know it from the compose stack of that name: the same address, range and rhythm.
  { board: classic, uid: 'claude-code-metrics', refresh: '5s', from: 'now-6h' },
]

export interface GrafanaFile extends Made {
  readonly name: string
}

export function grafanaFiles(): GrafanaFile[] {
  return shown.map((one) => ({ name: `${one.board.id}.json`, ...dashboardOf(one) }))
}

export function fileText({ dashboard }: Made): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`
}
