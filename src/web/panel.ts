// One panel: asked of the store, answered with the exact range it is true for, as JSON or CSV.
import { answerOf } from '../dashboards/answer.ts'
import { boards, panelOf } from '../dashboards/boards.ts'
import { asksFor } from '../dashboards/sql.ts'
import { askingOf } from './asking.ts'
import { csvOf } from './csv.ts'
import { type Facts, type Reading, type Reply, fault, json } from './facts.ts'

export async function panelReply(
  store: Reading,
  facts: Facts,
  query: URLSearchParams,
): Promise<Reply> {
  const [board, id] = [query.get('board') ?? '', query.get('panel') ?? '']
  const panel = panelOf(board, id)
  if (panel === null)
    return fault(404, 'no-panel', 'There is no such panel.', ['GET /api/boards lists them.'])
  const asking = askingOf(query, (facts.now ?? Date.now)())
  if (typeof asking === 'string') return fault(400, 'bad-query', asking)
  if (boards.find((one) => one.id === board)?.needs === 'session' && asking.session === undefined)
    return fault(400, 'bad-query', 'This panel is about one session: session=ID.')
  const rows = await Promise.all(
    asksFor(panel.measure, asking).map(({ sql, params }) => store.query(sql, params)),
  )
  const answer = answerOf(panel.measure, asking, rows)
  if (query.get('format') === 'csv') return csv(`${board}-${id}.csv`, csvOf(panel, answer))
  const iso = (moment: number): string => new Date(moment).toISOString()
  const range = { from: iso(asking.range.from), to: iso(asking.range.to) }
  return json({ board, panel: id, unit: panel.unit, range, time_zone: asking.timeZone, answer })
}

function csv(name: string, body: string): Reply {
  const headers = { 'content-disposition': `attachment; filename="${name}"` }
  return { status: 200, type: 'text/csv; charset=utf-8', body, headers }
}
