// One session along its time: a lane for each kind of step, a mark from its start to its end, and a way to look closer.
import { useMemo, useState } from 'preact/hooks'
import type { Row } from '../../../dashboards/answer.ts'
import type { Panel } from '../../../dashboards/board.ts'
import type { Table } from '../../../dashboards/tabular.ts'
import { type Size, useSize } from '../size.ts'
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

/** Where everything is, and what is chosen. */
function useStrip(rows: readonly Row[], size: Size) {
  const { view } = useScene()
  const whole = useMemo(() => spanOf(rows), [rows])
  const [at, setAt] = useState<number | null>(null)
  const zoom = useCloser(whole, at === null ? null : Number(rows[at]?.['at']))
  const shown = Object.keys(lanes).filter((kind) => rows.some((row) => row['kind'] === kind))
  const wish = { size, ends: zoom.ends, greatest: 0, unit: 'count', letters: 11 } as const
  const plan = planOf({ ...wish, timeZone: view.timeZone })
  const middles = shown.map((_, place) => laneAt(plan, place, shown.length))
  const boxes = useMemo(
    () => rows.map((row) => boxOf(row, plan, middles[shown.indexOf(String(row['kind']))] ?? 0)),
    [rows, size, zoom.ends[0], zoom.ends[1]],
  )
  const go = (place: number | null): void => {
    setAt(place)
    if (place !== null) zoom.follow(Number(rows[place]?.['at']))
  }
  const { closer, wider, all } = zoom
  const more = { '+': closer, '=': closer, '-': wider, '0': all }
  const cursor = markCursor({ places: boxes, at, setAt: go, more })
  return { zoom, shown, plan, middles, boxes, at, cursor }
}

function Drawn({ panel, table }: Given) {
  const [box, size] = useSize()
  const { rows } = table
  const { zoom, shown, plan, middles, boxes, at, cursor } = useStrip(rows, size)
  // Thousands of marks: not drawn anew for each move of the cursor.
  const marks = useMemo(() => <Marks rows={rows} boxes={boxes} />, [boxes])
  const chosen = at === null ? null : (boxes[at] ?? null)
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
                title={lanes[kind]?.title}
                plan={plan}
                middle={middles[place] ?? 0}
              />
            ))}
            {marks}
            {chosen !== null && <rect class="chosen" {...rectOf(chosen)} />}
          </svg>
        )}
        {at !== null && rows[at] !== undefined && (
          <Step row={rows[at]} mark={boxes[at]} width={size.width} />
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
  readonly title: string | undefined
  readonly plan: Plan
  readonly middle: number
}

function Lane({ title, plan, middle }: LaneGiven) {
  const { left, right, rem } = plan
  return (
    <g>
      <line x1={left} x2={right} y1={middle} y2={middle} class="lane" />
      <text x={left - 0.6 * rem} y={middle} dy="0.33em" text-anchor="end" class="lane">
        {title}
      </text>
    </g>
  )
}

interface Box {
  readonly from: number
  readonly to: number
  readonly y: number
  readonly half: number
}

/** What takes no time is a dot. Null-wide where it lies out of sight. */
function boxOf(row: Row, { x, left, right, rem }: Plan, y: number): Box {
  const [start, end] = [x(Number(row['start'])), x(Number(row['at']))]
  const half = 0.55 * rem
  const to = Math.max(left, Math.min(right, end))
  const isSeen = end >= left && start <= right
  const from = isSeen ? Math.max(left, Math.min(start, to - half * 0.8)) : to
  return { from, to, y, half }
}

function rectOf({ from, to, y, half }: Box) {
  return { x: from, y: y - half, width: to - from, height: half * 2, rx: half * 0.4 }
}

function Marks({ rows, boxes }: { readonly rows: readonly Row[]; readonly boxes: readonly Box[] }) {
  return (
    <g>
      {boxes.map((box, place) => {
        const { kind, success } = rows[place] ?? {}
        const fill = success === 0 ? 'var(--c7)' : lanes[String(kind)]?.colour
        return box.from === box.to ? null : (
          <rect key={place} class="mark" {...rectOf(box)} style={{ fill }} />
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
