// One session along its time: lanes for prompts, requests and tools, the cost as it grew, and every step below.
import type { Row } from '../../../dashboards/answer.ts'
import type { Panel } from '../../../dashboards/board.ts'
import type { Table } from '../../../dashboards/tabular.ts'
import { useSize } from '../size.ts'
import { useScene } from '../view.ts'
import { exact } from '../words.ts'
import { Axes } from './axes.tsx'
import { type Plan, planOf } from './plan.ts'
import { TableView } from './table.tsx'

interface Given {
  readonly panel: Panel
  readonly table: Table
}

const lanes = [
  { title: 'Prompts', events: ['user_prompt'], colour: 'var(--c2)' },
  { title: 'Requests', events: ['api_request'], colour: 'var(--c1)' },
  { title: 'Tools', events: ['tool_result'], colour: 'var(--c3)' },
  { title: 'Errors', events: ['api_error'], colour: 'var(--c7)' },
] as const

export function Timeline({ panel, table }: Given) {
  const [box, size] = useSize()
  const { view } = useScene()
  const { rows } = table
  if (rows.length === 0)
    return <p class="none">Nothing is known of this session, or its events were not sent.</p>
  const moments = rows.map((row) => Number(row['at']))
  const starts = rows.map((row, place) => (moments[place] ?? 0) - Number(row['duration'] ?? 0))
  const [first, last] = [Math.min(...starts), Math.max(...moments)]
  const edge = Math.max(1000, (last - first) * 0.02)
  const cost = Math.max(0, ...rows.map((row) => Number(row['running'] ?? 0)))
  const ends = [first - edge, last + edge]
  const laneHeight = 1.5 * size.rem
  const upper = { ...size, height: size.height - lanes.length * laneHeight }
  const plan = planOf({
    size: upper,
    ends,
    greatest: cost,
    unit: 'usd',
    timeZone: view.timeZone,
    letters: 8,
  })
  return (
    <>
      <div class="chart timeline" ref={box} role="img" aria-label={summary(rows, cost)}>
        {size.width > 0 && (
          <svg width={size.width} height={size.height} aria-hidden="true">
            <Axes plan={plan} unit="usd" />
            <path class="running" d={growth(rows, plan)} />
            {lanes.map((lane, place) => (
              <Lane
                key={lane.title}
                {...{ lane, plan, rows, laneHeight }}
                top={upper.height + place * laneHeight}
              />
            ))}
          </svg>
        )}
      </div>
      <TableView panel={panel} table={table} />
    </>
  )
}

interface LaneGiven {
  readonly lane: (typeof lanes)[number]
  readonly plan: Plan
  readonly rows: readonly Row[]
  readonly top: number
  readonly laneHeight: number
}

/** A mark from start to end; what takes no time is a dot. */
function Lane({ lane, plan, rows, top, laneHeight }: LaneGiven) {
  const middle = top + laneHeight / 2
  const half = laneHeight * 0.28
  const own = rows.filter((row) =>
    (lane.events as readonly string[]).includes(String(row['event'])),
  )
  return (
    <g>
      <line x1={plan.left} x2={plan.right} y1={middle} y2={middle} class="lane" />
      <text x={plan.left - 0.45 * plan.rem} y={middle} dy="0.33em" text-anchor="end" class="lane">
        {lane.title}
      </text>
      {own.map((row, place) => {
        const end = plan.x(Number(row['at']))
        const start = plan.x(Number(row['at']) - Number(row['duration'] ?? 0))
        const width = Math.max(half * 0.9, end - start)
        const failed = row['success'] === 0
        return (
          <rect
            key={place}
            x={end - width}
            y={middle - half}
            width={width}
            height={half * 2}
            rx={half * 0.45}
            style={{ fill: failed ? 'var(--c7)' : lane.colour }}
          />
        )
      })}
    </g>
  )
}

function growth(rows: readonly Row[], plan: Plan): string {
  let path = `M${plan.left} ${plan.y(0)}`
  for (const row of rows) {
    if (row['cost'] === null) continue
    path += `H${plan.x(Number(row['at']))}V${plan.y(Number(row['running'] ?? 0))}`
  }
  return `${path}H${plan.right}`
}

function summary(rows: readonly Row[], cost: number): string {
  const count = (name: string): number => rows.filter((row) => row['event'] === name).length
  const parts = [
    `${count('user_prompt')} prompts`,
    `${count('api_request')} requests`,
    `${count('tool_result')} tool calls`,
    `${count('api_error')} errors`,
  ]
  return `One session: ${parts.join(', ')}; ${exact(cost, 'usd')}, an estimate. Each step stands in the table below.`
}
