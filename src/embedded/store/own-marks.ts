// Marked points of our own are of use for a moment: a day later they go, from every table.
import { markAttribute, markName } from '../../dashboards/marks.ts'
import type { Database } from '../../world/database.ts'
import { slotLength } from './schema.ts'

const day = 86_400_000

type Run = (sql: string, ...values: (string | number | null)[]) => number

/** Answers how many went. Ids of sessions and label sets may be given again after it. */
export function letGoOfMarks(db: Database, now: number): number {
  const metric = idOf(db, 'metric')
  const event = idOf(db, 'event_name')
  if (metric === null && event === null) return 0
  const run: Run = (sql, ...values) => Number(db.prepare(sql).run(...values).changes)
  db.exec('BEGIN IMMEDIATE')
  try {
    const gone = letGo(run, metric, event, Math.floor((now - day) / slotLength))
    db.exec('COMMIT')
    return gone
  } catch (cause) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw cause
  }
}

/** Whole slots, so that a sum is of points that are there all or not at all. */
function letGo(run: Run, metric: number | null, event: number | null, slot: number): number {
  const cut = slot * slotLength
  run('CREATE TEMP TABLE marked(session INTEGER PRIMARY KEY)')
  run(
    `INSERT INTO marked SELECT session FROM delta WHERE metric = ?1 AND end <= ?3
      UNION SELECT session FROM event WHERE name = ?2 AND at <= ?3`,
    metric,
    event,
    cut,
  )
  const gone =
    run('DELETE FROM delta WHERE metric = ? AND end <= ?', metric, cut) +
    run('DELETE FROM level WHERE metric = ? AND at <= ?', metric, cut) +
    run('DELETE FROM event WHERE name = ? AND at <= ?', event, cut)
  run('DELETE FROM unfolded WHERE metric = ? AND end <= ?', metric, cut)
  run('DELETE FROM rollup WHERE metric = ? AND slot < ?', metric, slot)
  const counts = 'kind IN (SELECT id FROM count_kind WHERE event = ?)'
  run(`DELETE FROM event_count WHERE ${counts} AND slot < ?`, markName, slot)
  run(
    `DELETE FROM session_total WHERE metric = ?1 AND session IN marked
      AND NOT EXISTS (SELECT 1 FROM delta d WHERE d.metric = ?1 AND d.session = session_total.session)`,
    metric,
  )
  run(`DELETE FROM session WHERE id IN marked
    AND NOT EXISTS (SELECT 1 FROM session_total t WHERE t.session = session.id)
    AND NOT EXISTS (SELECT 1 FROM event e WHERE e.session = session.id)`)
  // Only a gauge says its mark in a label; label sets that overflowed are shared with others.
  run(
    `DELETE FROM labelset WHERE instr(key, ?) > 0 AND instr(key, 'otel.metric.overflow') = 0
      AND id NOT IN (SELECT labelset FROM level WHERE metric = ?2)
      AND id NOT IN (SELECT labelset FROM delta WHERE metric = ?2)`,
    JSON.stringify(markAttribute),
    metric,
  )
  run('DROP TABLE temp.marked')
  return gone
}

function idOf(db: Database, table: 'metric' | 'event_name'): number | null {
  const id = db.prepare(`SELECT id FROM ${table} WHERE name = ?`).get(markName)?.['id'] ?? null
  return id === null ? null : Number(id)
}
