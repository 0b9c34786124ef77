// What the store costs beside bare SQLite: the same rows, the same fsync, the same size of transaction, in turns.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleInto, threadCache, threads } from '../scripts/threads.mjs'
import { root } from '../scripts/fresh.mjs'

const rounds = 5
const batches = 6000
const perBatch = 32
const inFlight = 64
const sessions = 100
/** Promised: at least this share of bare SQLite's speed. */
const least = 0.3

export async function ingest() {
  const folder = join(threadCache(root), 'bench')
  await bundleInto(root, folder, { ...threads, parts: 'bench/store-parts.ts' })
  const parts = await import(pathToFileURL(join(folder, 'parts.js')).href)
  const taken = []
  for (let round = 0; round < rounds; round++) {
    const stored = await inFolder((place) => throughStore(parts, place, round))
    const bare = await inFolder((place) => throughSqlite(parts, place, round, stored.group))
    taken.push({ ...stored, bare, ratio: stored.speed / bare })
  }
  const steady = await inFolder((place) => atSpeed(parts, place, 3200, 5))
  return report(taken, steady)
}

async function inFolder(work) {
  const place = mkdtempSync(join(tmpdir(), 'claude-telemetry-ingest-'))
  try {
    return await work(place)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** Points as a decoder gives them: fresh objects, one resource for each batch. */
function batchOf(number) {
  const resource = {
    'service.name': 'claude-code',
    'service.version': '2.1.329',
    'os.type': 'linux',
  }
  const session = number % sessions
  const end = 1.8e12 + Math.floor(number / sessions) * 10_000 + session
  const records = Array.from({ length: perBatch }, (_, at) => ({
    kind: 'delta',
    name: `claude_code.${['token.usage', 'cost.usage', 'active_time.total', 'lines_of_code.count'][at % 4]}`,
    unit: '1',
    labels: {
      'user.id': `user-${session % 10}`,
      'session.id': `3f0c7a52-session-${session}`,
      'terminal.type': 'xterm',
      'anthropic.provider': 'firstParty',
      model: `model-${(at >> 2) % 2}`,
      type: `type-${(at >> 3) % 4}`,
      query_source: 'main',
    },
    resource,
    start: end - 10_000,
    end,
    value: at / 7,
  }))
  return { records, refused: {}, clamped: 0, spans: 0 }
}

async function throughStore({ openStore }, place, round) {
  const store = await openStore(place)
  let next = round * batches
  const last = next + batches
  const started = performance.now()
  const writer = async () => {
    while (next < last) await store.write(batchOf(next++))
  }
  await Promise.all(Array.from({ length: inFlight }, writer))
  const seconds = (performance.now() - started) / 1000
  const { stored, commits } = await store.health()
  if (stored !== batches * perBatch) throw new Error(`${stored} stored, ${batches * perBatch} sent`)
  await store.close()
  return { speed: stored / seconds, group: Math.round(stored / commits) }
}

/** Only the rows: no texts to look up, no sums, no thread. */
function throughSqlite({ openDatabase }, place, round, group) {
  const db = openDatabase(join(place, 'bare.db'))
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
    CREATE TABLE delta(metric INTEGER, end INTEGER, session INTEGER, labelset INTEGER, start INTEGER, value REAL,
    PRIMARY KEY(metric, end, session, labelset, start)) WITHOUT ROWID`)
  const insert = db.prepare('INSERT INTO delta VALUES(?, ?, ?, ?, ?, ?)')
  const rows = []
  for (let number = round * batches; number < (round + 1) * batches; number++) {
    const session = number % sessions
    const end = 1.8e12 + Math.floor(number / sessions) * 10_000 + session
    for (let at = 0; at < perBatch; at++)
      rows.push([at % 4, end, session, (session % 10) * 8 + (at >> 2), end - 10_000, at / 7])
  }
  const started = performance.now()
  for (let from = 0; from < rows.length; from += group) {
    db.exec('BEGIN')
    for (const row of rows.slice(from, from + group)) insert.run(...row)
    db.exec('COMMIT')
  }
  const seconds = (performance.now() - started) / 1000
  db.close()
  return rows.length / seconds
}

/** Milliseconds from the call to the acknowledgement, at a given number of points a second. */
async function atSpeed({ openStore }, place, points, seconds) {
  const store = await openStore(place)
  const times = []
  const waiting = []
  const pause = (1000 * perBatch) / points
  const started = performance.now()
  for (let number = 0; number * pause < seconds * 1000; number++) {
    const due = started + number * pause
    const early = due - performance.now()
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
    const sent = performance.now()
    waiting.push(store.write(batchOf(number)).then(() => times.push(performance.now() - sent)))
  }
  await Promise.all(waiting)
  await store.close()
  return times.toSorted((a, b) => a - b)
}

function report(taken, steady) {
  const middle = (of) => taken.map(of).toSorted((a, b) => a - b)[Math.floor(taken.length / 2)]
  const ratio = middle((each) => each.ratio)
  const speed = (value) => `${Math.round(value / 1000)} k points/s`
  const quantile = (share) => steady[Math.min(steady.length - 1, Math.floor(steady.length * share))]
  const group = middle((each) => each.group)
  process.stdout.write(
    `store       ${speed(middle((each) => each.speed))}, bare SQLite ${speed(middle((each) => each.bare))}` +
      ` at ${group} rows a transaction: x ${ratio.toFixed(2)}${ratio < least ? `  UNDER the limit of ${least}` : ''}\n` +
      `at 3,200 points/s acknowledged after ${[0.5, 0.95, 0.99].map((share) => quantile(share).toFixed(1)).join(' / ')} ms (p50 / p95 / p99)\n`,
  )
  return ratio < least ? 1 : 0
}

if (process.argv[1] === import.meta.filename) process.exitCode = await ingest()
