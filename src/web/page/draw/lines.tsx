// Lines over time by uPlot: for values that stand for themselves and are never added up.
import { useEffect, useMemo, useState } from 'preact/hooks'
import uPlot from 'uplot'
import type { Series } from '../../../dashboards/answer.ts'
import type { Panel } from '../../../dashboards/board.ts'
import { kindOf, ordered } from '../colour.ts'
import { useSize } from '../size.ts'
import { short } from '../words.ts'
import type { Coloured } from './bars.tsx'
import { Legend } from './legend.tsx'
import { planOf } from './plan.ts'
import { Readout, useCursor } from './readout.tsx'
import { useScene } from '../view.ts'

interface Given {
  readonly panel: Panel
  readonly ends: readonly number[]
  readonly series: readonly Series[]
  readonly timeZone: string
}

/** A canvas has the colours of its first drawing: it must be told of others. */
function useLight(): number {
  const [theme, setTheme] = useState(0)
  useEffect(() => {
    const again = (): void => setTheme((before) => before + 1)
    const system = matchMedia('(prefers-color-scheme: dark)')
    addEventListener('themechange', again)
    system.addEventListener('change', again)
    return () => {
      removeEventListener('themechange', again)
      system.removeEventListener('change', again)
    }
  }, [])
  return theme
}

export function Lines({ panel, ends, series, timeZone }: Given) {
  const { clock } = useScene()
  const [box, size] = useSize()
  const theme = useLight()
  const [at, setAt] = useState<number | null>(null)
  const shown = useMemo(() => ordered(series, kindOf(panel)), [series, panel])
  const greatest = Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const plan = planOf({ size, ends, greatest, unit: panel.unit, timeZone })
  const cursor = useCursor({ plan, ends, at, setAt })
  useEffect(() => {
    const node = box.current?.querySelector<HTMLElement>('.plot')
    if (node == null || size.width === 0) return undefined
    const words = {
      value: (value: number) => short(value, panel.unit),
      tick: (moment: number) => clock.tick(moment, plan.along.step),
    }
    const drawn = new uPlot(options(node, plan, shown, words), dataOf(plan.ends, shown), node)
    return () => drawn.destroy()
  }, [size.width, size.height, size.rem, shown, ends, theme, clock])
  return (
    <>
      <div
        class="chart"
        ref={box}
        {...cursor}
        role="group"
        aria-label={`${panel.title}: lines over time. Left and right read each point.`}
      >
        <div class="plot" aria-hidden="true" />
        {at !== null && (
          <div
            class="hair"
            style={{
              left: plan.x(middle(plan.ends, at)),
              top: plan.top,
              height: plan.bottom - plan.top,
            }}
          />
        )}
        {at !== null && <Readout {...{ panel, plan, ends, at, shown, sum: null }} />}
      </div>
      <Legend panel={panel} shown={shown} />
    </>
  )
}

function middle(ends: readonly number[], at: number): number {
  return ((ends[at] ?? 0) + (ends[at + 1] ?? 0)) / 2
}

/** A value stands in the middle of its bucket. */
function dataOf(ends: readonly number[], shown: readonly Coloured[]): uPlot.AlignedData {
  const along = ends.slice(1).map((_, at) => middle(ends, at) / 1000)
  return [along, ...shown.map(({ values }) => [...values])]
}

interface Words {
  readonly value: (value: number) => string
  readonly tick: (moment: number) => string
}

type Plan = ReturnType<typeof planOf>

function options(
  node: HTMLElement,
  plan: Plan,
  shown: readonly Coloured[],
  words: Words,
): uPlot.Options {
  const style = getComputedStyle(node)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  const paint = (colour: string): string => token(/--[\w-]+/.exec(colour)?.[0] ?? '') || colour
  const font = `${0.75 * plan.rem}px ${style.fontFamily}`
  const common = { stroke: token('--soft'), font, gap: 0.4 * plan.rem }
  const fits = plan.along.at.filter(
    (at) => plan.x(at + plan.along.shift) < plan.right - 1.3 * plan.rem,
  )
  return {
    width: plan.width,
    height: plan.bottom + 1.6 * plan.rem,
    padding: [plan.top, plan.width - plan.right, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [plan.from / 1000, plan.to / 1000] },
      y: { range: [0, plan.up.at(-1) ?? 1] },
    },
    axes: [
      {
        ...common,
        size: 1.6 * plan.rem,
        grid: { show: false },
        ticks: { stroke: token('--edge'), width: 1, size: 0.25 * plan.rem },
        splits: () => fits.map((at) => (at + plan.along.shift) / 1000),
        values: (_, at) => at.map((one) => words.tick(one * 1000)),
      },
      {
        ...common,
        size: plan.left,
        grid: { stroke: token('--grid'), width: 1 },
        ticks: { show: false },
        splits: () => plan.up,
        values: (_, at) => at.map(words.value),
      },
    ],
    series: [{}, ...shown.map(({ colour }) => stroke(paint(colour)))],
  }
}

/** No line over a time in which nothing happened. */
function stroke(colour: string): uPlot.Series {
  return {
    stroke: colour,
    width: 1.75,
    spanGaps: false,
    points: { show: true, size: 4, fill: colour },
  }
}
