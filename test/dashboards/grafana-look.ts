// One look at a panel: what Grafana would ask a real Prometheus, and the answer as parts by name.
import type { Panel } from '../../src/dashboards/board.ts'
import { classic } from '../../src/dashboards/boards/classic.ts'
import { overview } from '../../src/dashboards/boards/overview.ts'
import { grafanaFiles } from '../../src/dashboards/grafana-boards.ts'
import type { GrafanaPanel } from '../../src/dashboards/grafana-json.ts'
import type { Range, Where } from '../../src/dashboards/measure.ts'
import { barsOf, chosen, filledIn, stepOf } from './as-grafana.ts'
import type { Parts } from './grafana-truth.ts'
import type { RealPrometheus, Sample } from './real-prometheus.ts'

export interface Look {
  readonly range: Range
  readonly where: readonly Where[]
  /** Milliseconds that the reader's clock is ahead. */
  readonly offset: number
}

export interface Drawn {
  readonly panel: Panel
  readonly drawn: GrafanaPanel
}

export const dashboards = grafanaFiles().map(({ dashboard }) => dashboard)

const ours = [overview, classic]

/** Ours beside what Grafana gets of it. */
export const panels: readonly Drawn[] = dashboards.flatMap((dashboard) => {
  const theirs = dashboard.panels.filter((panel) => panel.type !== 'row')
  const board = ours.find(({ title }) => dashboard.title.endsWith(title))
  return (board?.panels ?? []).map((panel, place) => {
    const drawn = theirs[place]
    if (drawn?.title !== panel.title) throw new Error(`${panel.title} is not where it should be`)
    return { panel, drawn }
  })
})

export const filters = {
  user: 'user_id',
  repository: 'repository',
  terminal: 'terminal_type',
} as const

function variables({ where }: Look): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filters).map(([name, label]) => {
      const is = where.find((one) => one.label === label)?.is
      return [name, is === undefined ? '.*' : chosen(is)]
    }),
  )
}

export interface Bars {
  readonly start: number
  readonly end: number
  readonly step: number
}

export function barsIn(drawn: GrafanaPanel, look: Look): Bars {
  const step = stepOf(drawn, look.range)
  return { step, ...barsOf(look.range, step, look.offset) }
}

/** Target → its series. */
export type Answers = ReadonlyMap<string, readonly Sample[]>

export async function shown(
  prometheus: RealPrometheus,
  drawn: GrafanaPanel,
  look: Look,
): Promise<Answers> {
  const { range } = look
  const { start, end, step } = barsIn(drawn, look)
  const answers = new Map<string, Sample[]>()
  for (const { expr, refId, instant } of drawn.targets) {
    const [__range_ms, __interval_ms] = [range.to - range.from, step]
    const filled = filledIn(expr, { ...variables(look), __range_ms, __interval_ms })
    const answer =
      instant === true
        ? await prometheus.at(filled, range.to)
        : await prometheus.along(filled, start, end, step)
    answers.set(refId, answer)
  }
  return answers
}

/** The label between braces, as Grafana fills in the name of a series. */
function nameOf({ labels }: Sample, legend: string): string {
  return labels[/^\{\{(\w+)\}\}$/.exec(legend)?.[1] ?? ''] ?? ''
}

export function partsOf(legend: string, series: readonly Sample[]): Parts {
  return new Map(
    series.map((one) => [nameOf(one, legend), one.values[0]?.[1] ?? Number.NaN] as const),
  )
}

export function numbersOf({ targets: [first] }: GrafanaPanel, answers: Answers, refId = 'A') {
  return partsOf(first?.legendFormat ?? '', answers.get(refId) ?? [])
}

/** `part at` → value. */
export function barPartsOf(drawn: GrafanaPanel, answers: Answers, refId = 'A'): Parts {
  const legend = drawn.targets[0]?.legendFormat ?? ''
  return new Map(
    (answers.get(refId) ?? []).flatMap((one) =>
      one.values.map(([at, value]) => [`${nameOf(one, legend)} ${at}`, value] as const),
    ),
  )
}
