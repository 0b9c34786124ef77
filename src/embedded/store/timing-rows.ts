// What the rows themselves say of one kind of timing: asked when something was taken out of its sums.
import type { Database } from '../../world/database.ts'
import { timedFields } from './schema.ts'

export type Longest = (
  kind: number,
  from: number,
  to: number,
) => { count: number; max: number | null }

export function longestOf(db: Database): Longest {
  const kindOf = db.prepare('SELECT event, field, part, success FROM timing_kind WHERE id = ?')
  return (id, from, to) => {
    const kind = kindOf.get(id)
    const event = String(kind?.['event'])
    const column = timedFields[event]?.part
    if (column === undefined) return { count: 0, max: null }
    const success = event === 'tool_result' ? 'AND success IS ?' : ''
    const only = success === '' ? [] : [kind?.['success'] ?? null]
    const row = db
      .prepare(`SELECT count(*) AS count, max(${String(kind?.['field'])}) AS max FROM ${event}
        WHERE at > ? AND at <= ? AND ${column} IS ? ${success}`)
      .get(from, to, kind?.['part'] ?? null, ...only)
    return { count: Number(row?.['count']), max: (row?.['max'] ?? null) as number | null }
  }
}
