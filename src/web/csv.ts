// Answers as CSV: times in UTC, numbers as they are, one line per thing that a person would call a row.
import type { Answer, Cell } from '../dashboards/answer.ts'
import type { Panel } from '../dashboards/board.ts'

export function csvOf(panel: Panel, answer: Answer): string {
  return tableOf(panel, answer)
    .map((cells) => `${cells.map(cellOf).join(',')}\r\n`)
    .join('')
}

function tableOf(panel: Panel, answer: Answer): Cell[][] {
  switch (answer.shape) {
    case 'number':
      return [
        ['title', 'unit', 'value', 'before'],
        [panel.title, panel.unit, answer.value, answer.before],
      ]
    case 'parts':
      return [['label', panel.unit], ...answer.parts.map(({ label, value }) => [label, value])]
    case 'bars': {
      const names = answer.series.map(({ label }) => label ?? panel.unit)
      const lines = answer.ends
        .slice(1)
        .map((end, place) => [
          iso(answer.ends[place] ?? end),
          iso(end),
          ...answer.series.map(({ values }) => values[place] ?? null),
        ])
      return [['after', 'until', ...names], ...lines]
    }
    case 'table': {
      const names = answer.columns.map(({ name }) => name)
      const times = new Set(answer.columns.filter((one) => one.unit === 'time').map((c) => c.name))
      const cell = (name: string, value: Cell): Cell =>
        times.has(name) && typeof value === 'number' ? iso(value) : value
      return [
        names,
        ...answer.rows.map((row) => names.map((name) => cell(name, row[name] ?? null))),
      ]
    }
  }
}

function iso(moment: number): string {
  return new Date(moment).toISOString()
}

/** A text that a spreadsheet would take for a formula is kept a text. */
function cellOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
