// Every panel can be asked: its name is its own, its SQL runs on an empty store, and money is called an estimate.
import { expect, test } from 'vitest'
import { answerOf, type Row } from '../../src/dashboards/answer.ts'
import { boardOf, boards } from '../../src/dashboards/boards.ts'
import { metrics } from '../../src/dashboards/metrics.ts'
import { asksFor } from '../../src/dashboards/sql.ts'
import { madeDatabase } from './made-year.ts'

const panels = boards.flatMap((board) => board.panels.map((panel) => ({ board, panel })))

test('names are unique within a board, and found again', () => {
  for (const { board, panel } of panels) {
    expect(boardOf(board.id)).toBe(board)
    expect(board.panels.filter(({ id }) => id === panel.id)).toEqual([panel])
  }
})

test('every metric of the client is on a board', () => {
  const text = JSON.stringify(boards)
  for (const key of Object.keys(metrics)) expect(text).toContain(`"metric":"${key}"`)
})

test('money is called an estimate where it is shown', () => {
  for (const { panel } of panels.filter(({ panel }) => panel.unit === 'usd')) {
    expect(panel.title).toContain('estimate')
    expect(panel.description).toContain('estimate at list price')
  }
})

test.each(panels.map(({ board, panel }) => [`${board.id}/${panel.id}`, panel] as const))(
  '%s answers on an empty store, and claims nothing',
  (_, panel) => {
    const database = madeDatabase(':memory:', { points: [], events: [] })
    const to = Date.UTC(2026, 10, 20)
    const asking = { range: { from: to - 86_400_000, to }, timeZone: 'UTC', session: 'none' }
    const rows = asksFor(panel.measure, asking).map(
      ({ sql, params }) => database.prepare(sql).all(...params) as Row[],
    )
    const answer = answerOf(panel.measure, asking, rows)
    if (answer.shape === 'number') expect(answer).toMatchObject({ value: null, before: null })
    if (answer.shape === 'parts') expect(answer.parts).toEqual([])
    if (answer.shape === 'bars') expect(answer.series).toEqual([])
    if (answer.shape === 'table') expect(answer.rows).toEqual([])
    database.close()
  },
)
