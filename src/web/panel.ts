// One panel: asked of the store, answered with the exact range it is true for, as JSON or CSV.
import { type Answer, answerOf } from '../dashboards/answer.ts'
import { doesNotApply } from '../dashboards/applies.ts'
import type { Board, Panel } from '../dashboards/board.ts'
import { boardOf } from '../dashboards/boards.ts'
import { exactnessOf } from '../dashboards/exactness.ts'
import { folded } from '../dashboards/fold.ts'
import { byTitle } from '../dashboards/labels.ts'
import type { Asking } from '../dashboards/measure.ts'
import { asksFor } from '../dashboards/sql.ts'
import { keptOf, keptSql } from '../dashboards/sql-kept.ts'
import { sessionSpanSql } from '../dashboards/sql-sessions.ts'
import { limited, splitBy } from '../dashboards/wished.ts'
import { askingOf, limitsOf, splitOf } from './asking.ts'
import { csvOf } from './csv.ts'
import { type Facts, type Reading, type Reply, fault, json } from './facts.ts'

export async function panelReply(
  store: Reading,
  facts: Facts,
  query: URLSearchParams,
): Promise<Reply> {
  const now = (facts.now ?? Date.now)()
  const board = boardOf(query.get('board') ?? '')
  const found = board?.panels.find(({ id }) => id === query.get('panel'))
  if (board === null || found === undefined)
    return fault(404, 'no-panel', 'There is no such panel.', ['GET /api/boards lists them.'])
  const said = askingOf(query, now)
  if (typeof said === 'string') return fault(400, 'bad-query', said)
  const limits = limitsOf(query)
  if (typeof limits === 'string') return fault(400, 'bad-query', limits)
  const panel = wished(found, query, limits.rows)
  if (typeof panel === 'string') return fault(400, 'bad-query', panel)
  const asking = await aboutSession(store, board, said)
  if ('status' in asking) return asking
  const unknown = doesNotApply(panel.measure, asking)
  const [whole, kept] = await Promise.all([
    answered(store, panel, asking, unknown.length > 0),
    store.query(keptSql.sql),
  ])
  const answer = folded(whole, limits.parts)
  if (query.get('format') === 'csv')
    return csv(`${board.id}-${panel.id}.csv`, csvOf(panel, answer), answer)
  const iso = (moment: number): string => new Date(moment).toISOString()
  return json({
    board: board.id,
    panel: panel.id,
    unit: panel.unit,
    range: { from: iso(asking.range.from), to: iso(asking.range.to) },
    time_zone: asking.timeZone,
    as_of: iso(now),
    ...('by' in panel.measure && panel.choose === 'by' && panel.measure.by !== undefined
      ? { by: { label: panel.measure.by, title: byTitle(panel.measure.by as 'model') } }
      : {}),
    exactness: exactnessOf({ board, panel, asking, now, kept: keptOf(kept[0]) }),
    does_not_apply: unknown,
    answer,
  })
}

/** With the split and the number of rows that the reader wants; a sentence where that makes no sense. */
function wished(panel: Panel, query: URLSearchParams, rows: number | null): Panel | string {
  const split = splitOf(query)
  if (typeof split === 'string') return split
  const sized = rows === null ? panel : { ...panel, measure: limited(panel.measure, rows) }
  if (split.by === null) return sized
  if (panel.choose !== 'by') return 'This panel is split as it is: by= is not for it.'
  return { ...sized, measure: splitBy(panel.measure, split.by) }
}

/** A page about one session shows all of it, whatever range the reader looked at before. */
async function aboutSession(store: Reading, board: Board, asking: Asking): Promise<Asking | Reply> {
  if (board.needs !== 'session') return asking
  if (asking.session === undefined)
    return fault(400, 'bad-query', 'This panel is about one session: session=ID.')
  const { sql, params } = sessionSpanSql(asking.session)
  const [span] = await store.query(sql, params)
  const [first, last] = [span?.['first'] ?? null, span?.['last'] ?? null]
  if (typeof first !== 'number' || typeof last !== 'number')
    return fault(404, 'no-session', 'Nothing is known of a session of this name.', [
      'GET /api/panel?board=sessions&panel=list lists them.',
    ])
  return { ...asking, range: { from: first - 1, to: Math.max(first, last) } }
}

/** Nothing at all where a filter cannot hold: numbers that pass it over would be taken for filtered ones. */
async function answered(
  store: Reading,
  { measure }: Panel,
  asking: Asking,
  isEmpty: boolean,
): Promise<Answer> {
  if (isEmpty) return answerOf(measure, asking, [])
  const rows = await Promise.all(
    asksFor(measure, asking).map(({ sql, params }) => store.query(sql, params)),
  )
  return answerOf(measure, asking, rows)
}

function csv(name: string, body: string, answer: Answer): Reply {
  const rows = answer.shape === 'table' ? answer.rows.length : null
  const left = answer.shape === 'table' ? (answer.there_are ?? rows) : null
  const headers = {
    'content-disposition': `attachment; filename="${name}"`,
    ...(rows === null ? {} : { 'x-rows': `${rows} of ${left}` }),
  }
  return { status: 200, type: 'text/csv; charset=utf-8', body, headers }
}
