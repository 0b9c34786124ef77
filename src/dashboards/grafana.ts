// A board of ours as a board of Grafana: laid out in rows, narrowed by what stands on every point.
import type { Board, Panel } from './board.ts'
import type { Dashboard, GrafanaPanel, GrafanaRow, Variable } from './grafana-json.ts'
import { type Drawn, heightOf, panelOf, points } from './grafana-panel.ts'
import { byTitle, type LabelName, labels } from './labels.ts'
import { metrics } from './metrics.ts'
import type { Narrowing } from './promql-labels.ts'
import { inRange } from './query.ts'

export interface Shown {
  readonly board: Board
  /** Never changes: bookmarks and our own links hold it. */
  readonly uid: string
  readonly refresh: string
  readonly from: string
}

export interface Made {
  readonly dashboard: Dashboard
  /** Panels that this engine cannot answer. */
  readonly left: readonly string[]
}

const tag = 'claude-telemetry'

/** On every point: a filter that some panels had to pass over would make their numbers a lie. */
const filters = { user: 'user_id', repository: 'repository', terminal: 'terminal_type' } as const

const narrowed: readonly Narrowing[] = Object.entries(filters).map(([variable, label]) => ({
  label,
  variable,
}))

export function dashboardOf({ board, uid, refresh, from }: Shown): Made {
  const drawn = board.panels.map((panel) => ({ panel, made: panelOf(panel, narrowed) }))
  const shown = drawn.flatMap(({ panel, made }) => (made === null ? [] : [{ panel, made }]))
  const asksEvents = shown.some(({ made }) => made.datasource.type === 'loki')
  return {
    dashboard: {
      uid,
      title: `Claude Code: ${board.title}`,
      description: board.description,
      tags: [tag],
      schemaVersion: 41,
      editable: true,
      graphTooltip: 1,
      timezone: 'browser',
      refresh,
      time: { from, to: 'now' },
      links: [others],
      templating: { list: variables(asksEvents) },
      annotations: { list: [] },
      panels: laidOut(shown),
    },
    left: drawn.filter(({ made }) => made === null).map(({ panel }) => panel.id),
  }
}

/** To the other boards, with the same range and the same filters. */
const others = {
  type: 'dashboards',
  title: 'Boards',
  tags: [tag],
  asDropdown: true,
  includeVars: true,
  keepTime: true,
  targetBlank: false,
  icon: 'external link',
  url: '',
  tooltip: '',
}

function variables(asksEvents: boolean): Variable[] {
  return [
    sourceVariable('datasource', 'Points', 'prometheus'),
    ...(asksEvents ? [sourceVariable('events', 'Events', 'loki')] : []),
    ...Object.entries(filters).map(([name, label]) => labelVariable(name, label)),
  ]
}

const asShown = { options: [], hide: 0 } as const

function sourceVariable(name: string, label: string, query: string): Variable {
  const description = `Where the ${label.toLowerCase()} are kept.`
  const more = { regex: '', multi: false, includeAll: false, current: {}, ...asShown }
  return { type: 'datasource', name, label, description, query, refresh: 1, ...more }
}

/**
 * Asked as a query with a regular expression, since a list of label values leaves out what came late.
 * "All" is whatever there is, with or without that label.
 */
function labelVariable(name: string, label: LabelName): Variable {
  const { prometheus } = labels[label]
  const samples = `${metrics.tokens.sample}${inRange}`
  const query = `query_result(count by (${prometheus}) (count_over_time(${samples})))`
  return {
    type: 'query',
    name,
    label: byTitle(label),
    description: 'Those that used tokens in this range.',
    datasource: points,
    definition: query,
    query: { qryType: 3, query, refId: `variable-${name}` },
    refresh: 2,
    regex: `/${prometheus}="([^"]+)"/`,
    multi: true,
    includeAll: true,
    allValue: '.*',
    sort: 1,
    current: { text: ['All'], value: ['$__all'] },
    ...asShown,
  }
}

/** Ours has twelve columns, Grafana twenty-four. */
function laidOut(
  panels: readonly { readonly panel: Panel; readonly made: Drawn }[],
): (GrafanaPanel | GrafanaRow)[] {
  const placed: (GrafanaPanel | GrafanaRow)[] = []
  let [x, y, height] = [0, 0, 0]
  const nextRow = (): void => {
    ;[x, y, height] = [0, y + height, 0]
  }
  for (const { panel, made } of panels) {
    const [w, h] = [panel.width * 2, heightOf(panel)]
    if (panel.heading !== undefined || x + w > 24) nextRow()
    if (panel.heading !== undefined) placed.push(row(placed.length + 1, panel.heading, y++))
    placed.push({ id: placed.length + 1, ...made, gridPos: { x, y, w, h } })
    ;[x, height] = [x + w, Math.max(height, h)]
  }
  return placed
}

function row(id: number, title: string, y: number): GrafanaRow {
  return { id, type: 'row', title, collapsed: false, gridPos: { x: 0, y, w: 24, h: 1 }, panels: [] }
}
