// Fills the event roll-ups from the events of an older file, a day at a time: memory stays bounded.
import type { Database } from '../../world/database.ts'
import { EventRollUp, summedOf } from './event-roll-up.ts'
import { dayLength } from './schema.ts'

export function fillEventRollUps(db: Database): void {
  const rollUp = new EventRollUp(db)
  const next = db.prepare('SELECT min(at) AS at FROM event WHERE name = ? AND at > ?')
  for (const { id, name } of db.prepare('SELECT id, name FROM event_name').all()) {
    const events = summedOf(db, String(name))
    for (let from = Number.MIN_SAFE_INTEGER; ;) {
      const first = next.get(id ?? null, from)?.['at'] ?? null
      if (first === null) break
      const to = Number(first) + dayLength
      for (const event of events('e.at >= ? AND e.at <= ?', first, to)) rollUp.add(event)
      rollUp.write()
      from = to
    }
  }
}
