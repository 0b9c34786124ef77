// What the engine costs beside bare SQLite: the same rows, the same fsync, the same size of transaction, in turns.
import { join } from 'node:path'
import { perRequest, rowsOf } from './bodies.mjs'
import { inFolder, send, startEngine } from './engine.mjs'
import { line, median } from './figures.mjs'

const count = 6000
const sessions = 100
const day = 86_400_000

/** Promised: at least this share of bare SQLite's speed; aimed at: half of it. */
const least = 0.3

/** In turns, and of each pair its own ratio: what else the machine does falls on both. */
export async function ingest(parts, { long }) {
  const pairs = []
  for (let round = 0; round < (long ? 11 : 5); round++) {
    const through = await inFolder((home) => throughEngine(parts, home))
    const bare = await inFolder((home) => throughSqlite(parts, home, through.group))
    pairs.push({ ...through, ...bare, ratio: through.speed / bare.bare })
  }
  const middle = (of) => median(pairs.map((pair) => pair[of]))
  const ratio = middle('ratio')
  const speed = (name) => `${Math.round(middle(name) / 1000)} k points/s`
  return [
    line('bare SQLite, the same rows', `${speed('bare')}, ${middle('group')} a transaction`),
    line('OTLP over HTTP until it is on disk', speed('speed')),
    line(
      '  processor time of a point',
      `${middle('microseconds').toFixed(1)} µs, bare ${middle('bareMicroseconds').toFixed(1)} µs`,
    ),
    line('  beside bare SQLite', `x ${ratio.toFixed(2)}`, `x ${least}`, ratio < least),
  ]
}

async function throughEngine(parts, home) {
  const engine = await startEngine(parts, home)
  try {
    // A first second warms the code, as the bare insert's own first rows do not have to.
    const began = Date.now() - 5 * day
    await send(engine.ports.http, { count: 1000, sessions, began: began - day / 2 })
    const before = await engine.numbers()
    const busy = engine.processorMs()
    const { seconds } = await send(engine.ports.http, { count, sessions, began })
    const after = await engine.numbers()
    const stored = after.rows_stored_total - before.rows_stored_total
    if (stored !== count * perRequest)
      throw new Error(`${stored} stored, ${count * perRequest} sent`)
    const commits = after.commits_total - before.commits_total
    const microseconds = ((engine.processorMs() - busy) * 1000) / stored
    return { speed: stored / seconds, microseconds, group: Math.round(stored / commits) }
  } finally {
    await engine.stop()
  }
}

/** Only the rows: no texts to look up, no sums, no thread. */
function throughSqlite({ openDatabase }, place, group) {
  const db = openDatabase(join(place, 'bare.db'))
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
    CREATE TABLE delta(metric INTEGER, end INTEGER, session INTEGER, labelset INTEGER, start INTEGER, value REAL,
    PRIMARY KEY(metric, end, session, labelset, start)) WITHOUT ROWID`)
  const insert = db.prepare('INSERT INTO delta VALUES(?, ?, ?, ?, ?, ?)')
  const rows = []
  const began = Date.now() - 5 * day
  for (let number = 0; number < count; number++) rows.push(...rowsOf(number, sessions, began))
  const [started, busy] = [performance.now(), process.cpuUsage()]
  for (let from = 0; from < rows.length; from += group) {
    db.exec('BEGIN')
    for (const row of rows.slice(from, from + group)) insert.run(...row)
    db.exec('COMMIT')
  }
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(busy)
  db.close()
  return { bare: rows.length / seconds, bareMicroseconds: (user + system) / rows.length }
}
