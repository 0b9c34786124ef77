// Marked points of our own are of use for a moment: a day later they go, from every table.
import { markName } from '../../dashboards/marks.ts'
import type { Database } from '../../world/database.ts'
import { slotOf } from './schema.ts'

const day = 86_400_000

/** Answers how many went. Ids of label sets may be given again after it. */
export function letGoOfMarks(db: Database, now: number): number {
  const metric = idOf(db, 'metric')
  const event = idOf(db, 'event_name')
  if (metric === null && event === null) return 0
  const cut = now - day
  const run = (sql: string, ...values: (string | number | null)[]): number =>
    Number(db.prepare(sql).run(...values).changes)
  db.exec('BEGIN IMMEDIATE')
  try {
    const old = `SELECT labelset FROM delta WHERE metric = ?1 AND end <= ?2
      UNION SELECT labelset FROM level WHERE metric = ?1 AND at <= ?2`
    db.exec('CREATE TEMP TABLE marked(id INTEGER PRIMARY KEY)')
    run(`INSERT INTO marked ${old}`, metric, cut)
    const points =
      run('DELETE FROM delta WHERE metric = ? AND end <= ?', metric, cut) +
      run('DELETE FROM level WHERE metric = ? AND at <= ?', metric, cut)
    run('DELETE FROM rollup WHERE metric = ? AND labelset IN marked', metric)
    run('DELETE FROM session_total WHERE metric = ? AND labelset IN marked', metric)
    run('DELETE FROM labelset WHERE id IN marked')
    const events = run('DELETE FROM event WHERE name = ? AND at <= ?', event, cut)
    const counts = 'kind IN (SELECT id FROM count_kind WHERE event = ?)'
    run(`DELETE FROM event_count WHERE ${counts} AND slot <= ?`, markName, slotOf(cut))
    db.exec('DROP TABLE temp.marked; COMMIT')
    return points + events
  } catch (cause) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw cause
  }
}

function idOf(db: Database, table: 'metric' | 'event_name'): number | null {
  const id = db.prepare(`SELECT id FROM ${table} WHERE name = ?`).get(markName)?.['id'] ?? null
  return id === null ? null : Number(id)
}
