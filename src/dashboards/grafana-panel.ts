// One panel of ours as a panel of Grafana.
import type { Panel } from './board.ts'
import { fieldsOf } from './grafana-fields.ts'
import type { GrafanaPanel, GridPos, Source, Target } from './grafana-json.ts'
import { logqlFor } from './logql.ts'
import type { Narrowing } from './promql-labels.ts'
import { promqlFor } from './promql.ts'
import type { Query } from './query.ts'

/** By name of a variable: a board can be imported by hand, whatever the source is called there. */
export const points: Source = { type: 'prometheus', uid: '${datasource}' }
const events: Source = { type: 'loki', uid: '${events}' }

export type Drawn = Omit<GrafanaPanel, 'id' | 'gridPos'>

/** Null where neither language can say it, or nothing in Grafana draws it as we do. */
export function panelOf(panel: Panel, narrowed: readonly Narrowing[]): Drawn | null {
  const type = typeOf(panel)
  const found = queriesFor(panel, narrowed)
  if (type === null || found === null) return null
  const { source, queries } = found
  const asked = isBesides(panel) ? queries : queries.filter(({ before }) => before !== true)
  return {
    type,
    pluginVersion: '12.0.0',
    title: panel.title,
    description: describe(panel, asked),
    datasource: source,
    targets: asked.map((query, place) => target(query, source, place)),
    fieldConfig: fieldsOf(panel),
    options: optionsOf(panel, asked),
    ...barsOf(panel, asked),
  }
}

export function heightOf({ draw }: Panel): GridPos['h'] {
  return draw === 'number' ? 4 : 8
}

function typeOf({ draw }: Panel): GrafanaPanel['type'] | null {
  if (draw === 'number') return 'stat'
  if (draw === 'parts') return 'bargauge'
  return draw === 'stack' || draw === 'lines' ? 'timeseries' : null
}

function queriesFor({ measure }: Panel, narrowed: readonly Narrowing[]) {
  const sums = promqlFor(measure, narrowed)
  if (sums !== null) return { source: points, queries: sums }
  const counts = logqlFor(measure, narrowed)
  return counts === null ? null : { source: events, queries: counts }
}

/** Two numbers need room. */
function isBesides({ width }: Panel): boolean {
  return width >= 3
}

function target(query: Query, datasource: Source, place: number): Target {
  const isEnd = query.at === 'end'
  return {
    refId: query.before === true ? 'before' : 'ABCDEFGH'.charAt(place),
    datasource,
    expr: query.expr,
    legendFormat: query.legend,
    editorMode: 'code',
    ...(datasource.type === 'loki'
      ? { queryType: isEnd ? ('instant' as const) : ('range' as const) }
      : { instant: isEnd, range: !isEnd }),
  }
}

const ofBars =
  'Each bar holds what was reported from its beginning to the next. The first may begin before the range: for a sum, read the numbers.'
const ofDays =
  'Days follow the time zone of the board; where clocks change within the range, all days keep the offset of its end.'

function describe({ description, measure }: Panel, queries: readonly Query[]): string {
  const isDaily = 'step' in measure && measure.step === '1d'
  return [
    description,
    ...(queries.some(({ at }) => at === 'bars') ? [isDaily ? ofDays : ofBars] : []),
    ...(queries.some(({ before }) => before)
      ? ['Beside it: the period before, as long as this one.']
      : []),
  ].join(' ')
}

/** Bars stay wide enough to see; days stay days for a year and more. */
function barsOf({ measure }: Panel, queries: readonly Query[]) {
  if (!queries.some(({ at }) => at === 'bars')) return {}
  const step = 'step' in measure ? measure.step : undefined
  return { interval: step ?? '1m', maxDataPoints: step === '1d' ? 400 : 100 }
}

const reduceOptions = { calcs: ['lastNotNull'], fields: '', values: false }

function optionsOf({ draw }: Panel, queries: readonly Query[]): GrafanaPanel['options'] {
  if (draw === 'number') {
    const textMode = queries.length > 1 ? 'value_and_name' : 'value'
    return { reduceOptions, textMode, colorMode: 'value', graphMode: 'none', justifyMode: 'auto' }
  }
  if (draw === 'parts')
    return {
      reduceOptions,
      orientation: 'horizontal',
      displayMode: 'basic',
      valueMode: 'color',
      showUnfilled: true,
      namePlacement: 'left',
    }
  // No sums in the legend: the first bar may hold more than the range.
  return {
    legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
    tooltip: { mode: 'multi', sort: 'desc' },
  }
}
