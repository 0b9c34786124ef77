// What a session had cost at each moment: a line that rises in steps, one for each request.
import { useState } from 'preact/hooks'
import type { Row } from '../../../dashboards/answer.ts'
import type { Panel } from '../../../dashboards/board.ts'
import type { Table } from '../../../dashboards/tabular.ts'
import { useSize } from '../size.ts'
import { useScene } from '../view.ts'
import { exact } from '../words.ts'
import { Axes } from './axes.tsx'
import { markCursor } from './marks.ts'
import { type Plan, planOf } from './plan.ts'
import { Shortened } from './shortened.tsx'
import { Step } from './step.tsx'

interface Given {
  readonly panel: Panel
  readonly table: Table
}

export function Running({ panel, table }: Given) {
  const [box, size] = useSize()
  const { view } = useScene()
  const [at, setAt] = useState<number | null>(null)
  const { rows } = table
  if (rows.length === 0) return <p class="none">No request of it is known.</p>
  const moments = rows.map((row) => Number(row['at']))
  const [first = 0, last = 0] = [moments[0], moments.at(-1)]
  const edge = Math.max(1000, (last - first) * 0.02)
  const greatest = Number(rows.at(-1)?.['running'] ?? 0)
  const ends = [first - edge, last + edge]
  const plan = planOf({ size, ends, greatest, unit: panel.unit, timeZone: view.timeZone })
  const places = moments.map((moment) => ({ from: plan.x(moment), to: plan.x(moment) }))
  const cursor = markCursor({ places, at, setAt })
  return (
    <>
      <div
        class="chart"
        ref={box}
        {...cursor}
        role="group"
        aria-label={`${panel.title}: ${exact(greatest, panel.unit)} after ${rows.length} requests. Left and right read each of them.`}
      >
        {size.width > 0 && (
          <svg width={size.width} height={size.height} aria-hidden="true">
            <Axes plan={plan} unit={panel.unit} />
            <path class="risen" d={`${steps(rows, plan)}V${plan.bottom}H${plan.left}Z`} />
            <path class="rising" d={steps(rows, plan)} />
            {at !== null && <Point row={rows[at]} plan={plan} />}
          </svg>
        )}
        {at !== null && rows[at] !== undefined && (
          <Step row={rows[at]} mark={places[at]} width={size.width} />
        )}
      </div>
      <Shortened table={table} />
    </>
  )
}

function Point({ row, plan }: { readonly row: Row | undefined; readonly plan: Plan }) {
  const [x, y] = [plan.x(Number(row?.['at'])), plan.y(Number(row?.['running'] ?? 0))]
  return <circle class="point" cx={x} cy={y} r={0.3 * plan.rem} />
}

function steps(rows: readonly Row[], plan: Plan): string {
  const path = rows.map(
    (row) => `H${plan.x(Number(row['at']))}V${plan.y(Number(row['running'] ?? 0))}`,
  )
  return `M${plan.left} ${plan.y(0)}${path.join('')}H${plan.right}`
}
