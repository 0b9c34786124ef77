// Rows as they are, sorted by any column; a session leads to its own page.
import { useState } from 'preact/hooks'
import type { Cell, Column, Row } from '../../../dashboards/answer.ts'
import type { Panel } from '../../../dashboards/board.ts'
import type { Table } from '../../../dashboards/tabular.ts'
import { follow } from '../header.tsx'
import { addressOf, stateOf } from '../state.ts'
import { useScene } from '../view.ts'
import { exact } from '../words.ts'
import { Nothing } from './nothing.tsx'
import { Shortened } from './shortened.tsx'
import { lanes } from './step.tsx'

interface Given {
  readonly panel: Panel
  readonly table: Table
}

/** For machines: in the files, but not in the way of people. */
const unread: Readonly<Record<string, readonly string[]>> = {
  timeline: ['start', 'event', 'prompt'],
}

interface Sorted {
  readonly by: string
  readonly down: boolean
}

export function TableView({ panel, table }: Given) {
  const [sorted, setSorted] = useState<Sorted | null>(null)
  const columns = readable(panel, table)
  if (table.rows.length === 0) return <Nothing />
  const rows = sorted === null ? table.rows : table.rows.toSorted((a, b) => compare(a, b, sorted))
  const sort = (by: string): void =>
    setSorted({ by, down: sorted?.by === by ? !sorted.down : true })
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label={`${panel.title}, table`}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name, title, unit }) => (
                <th key={name} scope="col" class={side(unit)} aria-sort={orderOf(sorted, name)}>
                  <button type="button" onClick={() => sort(name)}>
                    {title}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, place) => (
              <tr key={place}>
                {columns.map((column) => (
                  <td key={column.name} class={side(column.unit)}>
                    <CellView panel={panel} column={column} row={row} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Shortened table={table} />
    </>
  )
}

/** A column that says nothing at all only takes room; the first names the row. */
function readable(panel: Panel, { columns, rows }: Table): readonly Column[] {
  const hidden = unread[panel.measure.op] ?? []
  return columns.filter(
    ({ name }, place) =>
      !hidden.includes(name) && (place === 0 || rows.some((row) => (row[name] ?? null) !== null)),
  )
}

function CellView({ panel, column, row }: { panel: Panel; column: Column; row: Row }) {
  const { clock, go } = useScene()
  const cell = row[column.name] ?? null
  if (column.name === 'kind') return <>{lanes[String(cell)]?.one ?? cell}</>
  if (column.name === 'success') return <>{cell === null ? '' : cell === 1 ? 'yes' : 'no'}</>
  if (column.unit === 'time')
    return (
      <>
        {typeof cell === 'number'
          ? (panel.measure.op === 'timeline' ? clock.fine : clock.medium)(cell)
          : '–'}
      </>
    )
  if (typeof cell === 'number') return <>{exact(cell, column.unit)}</>
  const isSession =
    column.name === 'session' || (panel.measure.op === 'top-sessions' && column.name === 'label')
  if (!isSession || cell === null || cell === '')
    return <>{cell ?? (column.name === 'label' ? 'none' : '–')}</>
  const to = { board: 'session', session: cell }
  return (
    <a
      title={cell}
      href={addressOf({ ...stateOf(location.search), ...to })}
      onClick={(event) => follow(event, () => go(to))}
    >
      {cell.slice(0, 13)}
    </a>
  )
}

function side(unit: Column['unit']): string {
  return unit === 'text' || unit === 'time' ? 'words' : 'figures'
}

function orderOf(sorted: Sorted | null, name: string) {
  if (sorted?.by !== name) return undefined
  return sorted.down ? 'descending' : 'ascending'
}

/** What is unknown comes last, either way. */
function compare(one: Row, other: Row, { by, down }: Sorted): number {
  const [a, b]: Cell[] = [one[by] ?? null, other[by] ?? null]
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  const order =
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
  return down ? -order : order
}
