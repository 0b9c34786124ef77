// What is summed of events equals what the events say: when they come, after some are forgotten, and when an
// older file is brought up to date.
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillEventRollUps } from '../../../src/embedded/store/fill-events.ts'
import { migrate, versionOf } from '../../../src/embedded/store/migrate.ts'
import { firstSchema } from '../../../src/embedded/store/schema.ts'
import { mostOf, spanOf } from '../../../src/dashboards/spans.ts'
import type { Store } from '../../../src/embedded/store/store.ts'
import type { Event } from '../../../src/ledger/record.ts'
import { type Database, openDatabase } from '../../../src/world/database.ts'
import { scale } from '../../scale.ts'
import { batch, event, minute } from './facts.ts'
import { newFolder, opened } from './folder.ts'

const base = Date.UTC(2026, 9, 25)
const sums = [
  `SELECT event, field, part, success, slot, count, sum, max, spans
    FROM timing JOIN timing_kind ON id = kind ORDER BY 1, 2, 3, 4, 5`,
  `SELECT event, field, part, success, slot, count, sum, max, spans
    FROM timing_day JOIN timing_kind ON id = kind ORDER BY 1, 2, 3, 4, 5`,
  `SELECT event, field, value, slot, count FROM event_count JOIN count_kind ON id = kind ORDER BY 1, 2, 3, 4`,
]
const tables = ['timing', 'timing_day', 'timing_kind', 'event_count', 'count_kind']

const dumped = (db: Database) =>
  sums.map((sql) =>
    db
      .prepare(sql)
      .all()
      .map((row) => ({ ...row })),
  )
const dumpedBy = (store: Store) => Promise.all(sums.map((sql) => store.query(sql)))

const request = fc
  .record({
    model: fc.constantFrom('opus', 'sonnet', null),
    duration_ms: fc.oneof(
      fc.integer({ min: 0, max: 600_000 }),
      fc.constantFrom('12', 'soon', null),
    ),
    ttft_ms: fc.oneof(fc.integer({ min: 0, max: 9000 }), fc.constant(null)),
    speed: fc.constantFrom('fast', null),
  })
  .map((said) => ['api_request', said] as const)
const tool = fc
  .record({
    tool_name: fc.constantFrom('Bash', 'Read'),
    success: fc.constantFrom('true', 'false', true, null),
    duration_ms: fc.integer({ min: 0, max: 3000 }),
    error_type: fc.constantFrom('exit', null),
    'app.version': fc.constantFrom('2.1.329', null),
  })
  .map((said) => ['tool_result', said] as const)
const failure = fc
  .record({
    status_code: fc.constantFrom(529, '529', '429', null),
    attempt: fc.integer({ min: 1, max: 3 }),
  })
  .map((said) => ['api_error', said] as const)
const other = fc.constant(['note', { text: 'so' }] as const)

const said: fc.Arbitrary<Event> = fc
  .tuple(
    fc.oneof(request, tool, failure, other),
    fc.constantFrom('one', 'two'),
    fc.integer({ min: 0, max: 3 * 24 * 60 }),
    fc.integer({ min: 0, max: 1e9 }),
  )
  .map(([[name, attributes], session, at, sequence]) => {
    const known = Object.entries(attributes).filter(([, value]) => value !== null)
    const all = { ...Object.fromEntries(known), 'session.id': session, 'event.sequence': sequence }
    return event(name, all, base + at * minute)
  })
const history = fc.array(fc.array(said, { maxLength: 30 }), { minLength: 1, maxLength: 5 })

/** As they are made from the rows, when there is nothing yet. */
function anew(path: string) {
  const db = openDatabase(path)
  db.exec(`BEGIN; ${tables.map((table) => `DELETE FROM ${table}`).join('; ')}`)
  fillEventRollUps(db)
  const found = dumped(db)
  db.exec('ROLLBACK')
  db.close()
  return found
}

test('any history of events, also when a session is forgotten', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(history, async (writes) => {
      const folder = newFolder()
      const store = await opened(folder)
      await Promise.all(writes.map((events) => store.write(batch(...events))))
      await store.write(batch(...(writes[0] ?? [])))
      const whole = await dumpedBy(store)
      await store.forget({ session: 'two' })
      const left = await dumpedBy(store)
      expect(left.flat().length).toBeLessThanOrEqual(whole.flat().length)
      await store.close()
      expect(anew(join(folder, 'telemetry.db'))).toEqual(left)
    }),
    { numRuns: scale.storeHistories },
  )
})

test('a file of schema 1 gets the same sums as one that had them from the start', async () => {
  const folder = newFolder()
  const store = await opened(folder)
  for (const events of fc.sample(history, 3).flat()) await store.write(batch(...events))
  const whole = await dumpedBy(store)
  await store.close()
  const path = join(folder, 'telemetry.db')
  const older = join(newFolder(), 'telemetry.db')
  const db = openDatabase(older)
  db.exec(`PRAGMA auto_vacuum = INCREMENTAL; ${firstSchema} PRAGMA user_version = 1`)
  db.prepare('ATTACH ? AS newer').run(path)
  for (const { name } of db
    .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
    .all())
    db.exec(`INSERT INTO main.${String(name)} SELECT * FROM newer.${String(name)}`)
  db.exec('DETACH newer')
  const copy = migrate(db, older)
  expect(dumped(db)).toEqual(whole)
  expect(versionOf(db)).toBe(2)
  db.close()
  const before = openDatabase(String(copy), { readOnly: true })
  expect(versionOf(before)).toBe(1)
  before.close()
})

test('a span stands for durations that are at most 1.6 % away', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e10 }), (milliseconds) => {
      const span = spanOf(milliseconds)
      expect(Math.abs(span - milliseconds)).toBeLessThanOrEqual(milliseconds / 64)
      expect(mostOf(span)).toBeGreaterThanOrEqual(milliseconds)
    }),
  )
})
