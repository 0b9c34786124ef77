// One session along its time: a lane for each kind of step, a mark from its start to its end, and a way to look closer.
import { useMemo, useState } from 'preact/hooks'
import type { Row } from '../../../dashboards/answer.ts'
import type { Panel } from '../../../dashboards/board.ts'
import type { Table } from '../../../dashboards/tabular.ts'
import { useSize } from '../size.ts'
import { useScene } from '../view.ts'
import { Axes } from './axes.tsx'
import { Closer, useCloser } from './closer.tsx'
import { markCursor } from './marks.ts'
import { type Plan, planOf } from './plan.ts'
import { Shortened } from './shortened.tsx'
import { lanes, Step } from './step.tsx'

interface Given {
  readonly panel: Panel
  readonly table: Table
}

export function Lanes({ panel, table }: Given) {
  if (table.rows.length === 0)
    return <p class="none">Nothing is known of its steps: its events were not sent.</p>
  return <Drawn panel={panel} table={table} />
}

function Drawn({ panel, table }: Given) {
  const [box, size] = useSize()
  const { view } = useScene()
  const { rows } = table
  const whole = useMemo(() => spanOf(rows), [rows])
  const [at, setAt] = useState<number | null>(null)
  const moment = at === null ? null : Number(rows[at]?.['at'])
  const zoom = useCloser(whole, moment)
  const shown = Object.keys(lanes).filter((kind) => rows.some((row) => row['kind'] === kind))
  const wish = { size, ends: zoom.ends, greatest: 0, unit: 'count', letters: 11 } as const
  const plan = planOf({ ...wish, timeZone: view.timeZone })
  const go = (place: number | null): void => {
    setAt(place)
    if (place !== null) zoom.follow(Number(rows[place]?.['at']))
  }
  const places = rows.map((row) => plan.x(Number(row['at'])))
  const { closer, wider, all } = zoom
  const more = { '+': closer, '=': closer, '-': wider, '0': all }
  const cursor = markCursor({ places, at, setAt: go, more })
  return (
    <>
      <Closer zoom={zoom} />
      <div
        class="chart strip"
        ref={box}
        {...cursor}
        style={{ height: `${(shown.length + 1) * 2.1}rem` }}
        role="group"
        aria-label={`${panel.title}: ${summary(rows)}. Left and right go from step to step, plus and minus look closer or further.`}
      >
        {size.width > 0 && (
          <svg width={size.width} height={size.height} aria-hidden="true">
            <Axes plan={{ ...plan, up: [] }} unit="count" />
            {shown.map((kind, place) => (
              <Lane
                key={kind}
                {...{ kind, plan, rows, at }}
                middle={laneAt(plan, place, shown.length)}
              />
            ))}
          </svg>
        )}
        {at !== null && rows[at] !== undefined && (
          <Step row={rows[at]} x={places[at] ?? 0} width={size.width} />
        )}
      </div>
      <Shortened table={table} />
    </>
  )
}

function laneAt({ top, bottom }: Plan, place: number, count: number): number {
  return top + ((bottom - top) * (place + 0.5)) / count
}

function spanOf(rows: readonly Row[]): readonly [number, number] {
  const first = rows.reduce((least, row) => Math.min(least, Number(row['start'])), Infinity)
  const last = rows.reduce((most, row) => Math.max(most, Number(row['at'])), -Infinity)
  const edge = Math.max(1000, (last - first) * 0.02)
  return [first - edge, last + edge]
}

interface LaneGiven {
  readonly kind: string
  readonly plan: Plan
  readonly rows: readonly Row[]
  readonly at: number | null
  readonly middle: number
}

/** What takes no time is a dot. */
function Lane({ kind, plan, rows, at, middle }: LaneGiven) {
  const half = 0.55 * plan.rem
  const { left, right } = plan
  return (
    <g>
      <line x1={left} x2={right} y1={middle} y2={middle} class="lane" />
      <text x={left - 0.6 * plan.rem} y={middle} dy="0.33em" text-anchor="end" class="lane">
        {lanes[kind]?.title}
      </text>
      {rows.map((row, place) => {
        if (row['kind'] !== kind) return null
        const end = Math.min(right, plan.x(Number(row['at'])))
        const start = Math.max(left, plan.x(Number(row['start'])))
        if (end < left || start > right) return null
        const width = Math.max(half * 0.8, end - start)
        const failed = row['success'] === 0
        return (
          <rect
            key={place}
            class={place === at ? 'mark chosen' : 'mark'}
            x={Math.max(left, end - width)}
            y={middle - half}
            width={width}
            height={half * 2}
            rx={half * 0.4}
            style={{ fill: failed ? 'var(--c7)' : lanes[kind]?.colour }}
          />
        )
      })}
    </g>
  )
}

function summary(rows: readonly Row[]): string {
  return Object.entries(lanes)
    .map(([kind, { title }]) => [rows.filter((row) => row['kind'] === kind).length, title] as const)
    .filter(([count]) => count > 0)
    .map(([count, title]) => `${title.toLowerCase()} ${count}`)
    .join(', ')
}
