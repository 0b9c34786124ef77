// Takes out all that belongs to one session, project or user, in one transaction, and overwrites it.
import type { Cell, Database } from '../../world/database.ts'
import { EventRollUp, summedOf } from './event-roll-up.ts'
import { slotLength, typedEvents } from './schema.ts'
import { writeAnew } from './write-anew.ts'

export type Forgettable =
  | { readonly session: string }
  /** Name or address of the repository, or the resource attribute `project`. */
  | { readonly project: string }
  /** `user.id`, e-mail or account, whatever was sent. */
  | { readonly user: string }

export interface Forgotten {
  readonly points: number
  readonly levels: number
  readonly events: number
  readonly sessions: number
}

const labelsOf = {
  user: ['user.id', 'user.email', 'user.account_uuid', 'user.account_id', 'enduser.id'],
  project: [
    'vcs.repository.name',
    'vcs.repository.url.full',
    'project',
    'project.name',
    'project.id',
  ],
} as const

export function forget(db: Database, whom: Forgettable): Forgotten {
  db.exec('PRAGMA secure_delete = ON')
  db.exec('BEGIN IMMEDIATE')
  try {
    const forgotten = 'session' in whom ? session(db, whom.session) : labelled(db, whom)
    for (const table of ['labelset', 'session']) writeAnew(db, table)
    db.exec('COMMIT')
    db.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA incremental_vacuum')
    return forgotten
  } catch (cause) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw cause
  } finally {
    db.exec(
      'PRAGMA secure_delete = FAST; DROP TABLE IF EXISTS temp.chosen; DROP TABLE IF EXISTS temp.doomed',
    )
  }
}

/** Slots know no session: those that its points are in are made anew. Of points let go before, the sums stay. */
function session(db: Database, uid: string): Forgotten {
  const id = db.prepare('SELECT id FROM session WHERE uid = ?').get(uid)?.['id'] ?? null
  choose(db, `SELECT id FROM labelset WHERE json_extract(key, '$."session.id"') = ?`, [uid])
  const levels = deleteLevels(db)
  run(db, 'DELETE FROM labelset WHERE id IN chosen')
  if (id === null) return { points: 0, levels, events: 0, sessions: 0 }
  countOn(db, id)
  let points = 0
  const spans = `SELECT metric, min(first) AS first, max(last) AS last FROM session_total
    WHERE session = ? GROUP BY metric`
  for (const { metric, first, last } of db.prepare(spans).all(id)) {
    const where = 'metric = ? AND end >= ? AND end <= ? AND session = ?'
    const which = [metric ?? null, first ?? null, last ?? null, id]
    const parts = db
      .prepare(`SELECT metric, (end - 1) / ${slotLength} AS slot, labelset, sum(value) AS value, count(*) AS points
        FROM delta WHERE ${where} GROUP BY 1, 2, 3`)
      .all(...which)
    points += run(db, `DELETE FROM delta WHERE ${where}`, which)
    run(db, `DELETE FROM unfolded WHERE ${where}`, which)
    for (const part of parts) makeSlotAnew(db, part)
  }
  run(db, 'DELETE FROM rollup WHERE points <= 0')
  run(db, 'DELETE FROM session_total WHERE session = ?', [id])
  const events = deleteEvents(db, 'SELECT id FROM event WHERE session = ?', [id])
  const sessions = run(db, 'DELETE FROM session WHERE id = ?', [id])
  return { points, levels, events, sessions }
}

/**
 * A counter that falls is taken for one that began anew, and all of it counted again: so /metrics goes on counting
 * what was, under labels that say nothing of the session. A hair more where sums may end in dust.
 */
function countOn(db: Database, session: Cell): void {
  run(
    db,
    `INSERT INTO forgotten(metric, labelset, value)
    SELECT metric, labelset, sum(value) + CASE WHEN sum(value) = round(sum(value)) THEN 0 ELSE 1e-10 END
    FROM session_total WHERE session = ? GROUP BY 1, 2
    ON CONFLICT DO UPDATE SET value = value + excluded.value`,
    [session],
  )
}

/** From what is left of its points; taking off would leave dust. Only where old points are gone it must do. */
function makeSlotAnew(db: Database, part: Record<string, Cell>): void {
  const [metric, slot, labelset] = [
    Number(part['metric']),
    Number(part['slot']),
    Number(part['labelset']),
  ]
  const which = [metric, slot, labelset]
  const where = 'metric = ? AND slot = ? AND labelset = ?'
  const left = db
    .prepare(`SELECT total(value) AS value, count(*) AS points FROM delta
      WHERE metric = ? AND end > ? AND end <= ? AND labelset = ?`)
    .get(metric, slot * slotLength, (slot + 1) * slotLength, labelset)
  const kept = db.prepare(`SELECT value, points FROM rollup WHERE ${where}`).get(...which)
  const points = Number(kept?.['points'] ?? 0) - Number(part['points'])
  const isComplete = left?.['points'] === points
  const value = isComplete ? left['value'] : Number(kept?.['value'] ?? 0) - Number(part['value'])
  run(db, `UPDATE rollup SET value = ?, points = ? WHERE ${where}`, [value ?? 0, points, ...which])
}

function labelled(db: Database, whom: { project: string } | { user: string }): Forgotten {
  const [names, value] =
    'user' in whom ? [labelsOf.user, whom.user] : [labelsOf.project, whom.project]
  const test = names.map((name) => `json_extract(key, '$."${name}"') = ?1`).join(' OR ')
  choose(db, `SELECT id FROM labelset WHERE ${test}`, [value])
  const points = run(db, 'DELETE FROM delta WHERE labelset IN chosen')
  run(db, 'DELETE FROM unfolded WHERE labelset IN chosen')
  run(db, 'DELETE FROM rollup WHERE labelset IN chosen')
  run(db, 'DELETE FROM session_total WHERE labelset IN chosen')
  run(db, 'DELETE FROM forgotten WHERE labelset IN chosen')
  const levels = deleteLevels(db)
  const events = deleteEvents(db, 'SELECT id FROM event WHERE identity IN chosen', [])
  run(db, 'DELETE FROM labelset WHERE id IN chosen')
  const sessions = run(
    db,
    `DELETE FROM session WHERE id NOT IN (SELECT session FROM session_total)
    AND id NOT IN (SELECT session FROM event)`,
  )
  return { points, levels, events, sessions }
}

function deleteLevels(db: Database): number {
  const tables = ['level', 'distribution']
  const gone = tables.map((table) => run(db, `DELETE FROM ${table} WHERE labelset IN chosen`))
  return gone.reduce((sum, count) => sum + count, 0)
}

function choose(db: Database, select: string, values: readonly string[]): void {
  db.exec('CREATE TEMP TABLE chosen(id INTEGER PRIMARY KEY)')
  run(db, `INSERT INTO chosen ${select}`, values)
}

/** Which ones is asked once: there is no index by everything that may be forgotten. */
function deleteEvents(db: Database, select: string, values: readonly (string | number)[]): number {
  db.exec('CREATE TEMP TABLE doomed(id INTEGER PRIMARY KEY)')
  run(db, `INSERT INTO doomed ${select}`, values)
  const rollUp = new EventRollUp(db)
  const names = `SELECT DISTINCT n.name AS name
    FROM doomed d JOIN event e ON e.id = d.id JOIN event_name n ON n.id = e.name`
  for (const { name } of db.prepare(names).all())
    // The plus: by their ids, not by walking through all events of that name.
    for (const event of summedOf(db, String(name), '+e.name')('e.id IN (SELECT id FROM doomed)'))
      rollUp.add(event, -1)
  for (const table of Object.keys(typedEvents))
    run(db, `DELETE FROM ${table} WHERE event IN (SELECT id FROM doomed)`)
  const deleted = run(db, 'DELETE FROM event WHERE id IN (SELECT id FROM doomed)')
  rollUp.write()
  for (const [kinds, sums] of [
    ['timing_kind', 'timing'],
    ['count_kind', 'event_count'],
  ] as const)
    run(
      db,
      `DELETE FROM ${kinds} WHERE NOT EXISTS (SELECT 1 FROM ${sums} WHERE kind = ${kinds}.id)`,
    )
  return deleted
}

function run(db: Database, sql: string, values: readonly (string | number | null)[] = []): number {
  return Number(db.prepare(sql).run(...values).changes)
}
