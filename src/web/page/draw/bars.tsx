// Bars over time, parts on top of each other, drawn as SVG; a cursor for mouse and keys reads each bar.
import { useMemo, useState } from 'preact/hooks'
import type { Series } from '../../../dashboards/answer.ts'
import type { Panel } from '../../../dashboards/board.ts'
import { kindOf, ordered } from '../colour.ts'
import { useSize } from '../size.ts'
import { Axes } from './axes.tsx'
import { Legend } from './legend.tsx'
import { planOf } from './plan.ts'
import { Readout, useCursor } from './readout.tsx'

interface Given {
  readonly panel: Panel
  readonly ends: readonly number[]
  readonly series: readonly Series[]
  readonly timeZone: string
}

export interface Coloured extends Series {
  readonly colour: string
}

export function Bars({ panel, ends, series, timeZone }: Given) {
  const [box, size] = useSize()
  const shown = useMemo(() => ordered(series, kindOf(panel)), [series, panel])
  const sums = useMemo(
    () =>
      ends.slice(1).map((_, at) => shown.reduce((sum, { values }) => sum + (values[at] ?? 0), 0)),
    [shown, ends],
  )
  const daily = 'step' in panel.measure && panel.measure.step === '1d'
  const greatest = Math.max(0, ...sums)
  const plan = planOf({ size, ends, greatest, unit: panel.unit, timeZone, daily })
  const [at, setAt] = useState<number | null>(null)
  const cursor = useCursor({ plan, ends, at, setAt })
  return (
    <>
      <div
        class="chart"
        ref={box}
        {...cursor}
        role="group"
        aria-label={`${panel.title}: bars over time. Left and right read each bar.`}
      >
        {size.width > 0 && (
          <svg width={size.width} height={size.height} aria-hidden="true">
            <Axes plan={plan} unit={panel.unit} />
            {at !== null && <Band plan={plan} ends={plan.ends} at={at} />}
            <Stacks plan={plan} ends={plan.ends} shown={shown} />
          </svg>
        )}
        {at !== null && <Readout {...{ panel, plan, ends, at, shown, sum: sums[at] ?? 0 }} />}
      </div>
      <Legend panel={panel} shown={shown} />
    </>
  )
}

type Plan = ReturnType<typeof planOf>

function Band({ plan, ends, at }: { plan: Plan; ends: readonly number[]; at: number }) {
  const [left, right] = [plan.x(ends[at] ?? 0), plan.x(ends[at + 1] ?? 0)]
  return (
    <rect
      class="band"
      x={left}
      y={plan.top}
      width={Math.max(1, right - left)}
      height={plan.bottom - plan.top}
    />
  )
}

/** One path for each part: thousands of bars stay quick. */
function Stacks({
  plan,
  ends,
  shown,
}: {
  plan: Plan
  ends: readonly number[]
  shown: readonly Coloured[]
}) {
  const heights = ends.map(() => 0)
  return (
    <>
      {shown.map(({ label, values, colour }) => {
        const path = values.map((value, at) => {
          if (value === null || value <= 0) return ''
          const [from, to] = [plan.x(ends[at] ?? 0), plan.x(ends[at + 1] ?? 0)]
          const gap = Math.max(Math.min(2, (to - from) * 0.2), to - from - 9 * plan.rem)
          const base = heights[at] ?? 0
          heights[at] = base + value
          const [low, high] = [plan.y(base), plan.y(base + value)]
          return `M${from + gap / 2} ${low}V${high}H${to - gap / 2}V${low}Z`
        })
        return <path key={label} d={path.join('')} style={{ fill: colour }} />
      })}
    </>
  )
}
