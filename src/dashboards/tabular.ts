// Any answer as a table: what stands behind each chart, and what CSV is made of.
import type { Answer, Cell, Column, Row } from './answer.ts'
import type { Panel } from './board.ts'

export interface Table {
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
}

export function tabular({ title, unit, measure }: Panel, answer: Answer): Table {
  switch (answer.shape) {
    case 'table':
      return answer
    case 'number': {
      const columns: Column[] = [
        { name: 'title', title: 'What', unit: 'text' },
        { name: 'value', title: 'In the range', unit },
        { name: 'before', title: 'In the period before', unit },
      ]
      return { columns, rows: [{ title, value: answer.value, before: answer.before }] }
    }
    case 'parts': {
      const columns: Column[] = [
        { name: 'label', title: 'Part', unit: 'text' },
        { name: unit, title: 'In the range', unit },
      ]
      return { columns, rows: answer.parts.map(({ label, value }) => ({ label, [unit]: value })) }
    }
    case 'bars':
      return bars(answer, 'by' in measure ? 'none' : title, unit)
  }
}

type Bars = Extract<Answer, { shape: 'bars' }>

function bars({ ends, series }: Bars, unnamed: string, unit: Column['unit']): Table {
  const columns: Column[] = [
    { name: 'after', title: 'After', unit: 'time' },
    { name: 'until', title: 'Until', unit: 'time' },
    ...series.map(({ label }, place) => ({ name: `s${place}`, title: label ?? unnamed, unit })),
  ]
  const rows = ends.slice(1).map((until, place): Row => {
    const cells = series.map(({ values }, at): [string, Cell] => [`s${at}`, values[place] ?? null])
    return { after: ends[place] ?? null, until, ...Object.fromEntries(cells) }
  })
  return { columns, rows }
}
