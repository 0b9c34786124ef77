// Answers as CSV: times in UTC, numbers as they are with their unit above, one line per row of the table behind the chart.
import type { Answer, Cell, Column } from '../dashboards/answer.ts'
import type { Panel } from '../dashboards/board.ts'
import { tabular } from '../dashboards/tabular.ts'

export function csvOf(panel: Panel, answer: Answer): string {
  const { columns, rows } = tabular(panel, answer)
  const head = columns.map(headOf)
  const lines = rows.map((row) =>
    columns.map(({ name, unit }) => said(row[name] ?? null, unit === 'time')),
  )
  return [head, ...lines].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('')
}

const unitless = new Set(['text', 'time', 'count'])

/** Series have numbers for names; what they are called is their title. */
function headOf({ name, title, unit }: Column): string {
  if (/^s\d+$/.test(name)) return unitless.has(unit) ? title : `${title} (${unit})`
  return unitless.has(unit) || name === unit ? name : `${name}_${unit}`
}

function said(cell: Cell, isTime: boolean): Cell {
  return isTime && typeof cell === 'number' ? new Date(cell).toISOString() : cell
}

/** A text that a spreadsheet would take for a formula is kept a text. */
function cellOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
