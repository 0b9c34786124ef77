// Makes work as Claude Code would report it, from a seed: the points themselves, and a database that holds them.
import { openDatabase, type Database } from '../../src/world/database.ts'
import { steps } from '../../src/embedded/store/migrate.ts'
import { labelColumns, firstSchema, slotLength } from '../../src/embedded/store/schema.ts'

export interface MadePoint {
  readonly metric: string
  readonly session: string
  readonly labels: Readonly<Record<string, string>>
  readonly start: number
  readonly end: number
  readonly value: number
}

export interface MadeEvent {
  readonly name: string
  readonly at: number
  readonly session: string
  /** Who and where, as on the points of the same session. */
  readonly labels?: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, string | number | null>>
}

export interface Made {
  readonly points: readonly MadePoint[]
  readonly events: readonly MadeEvent[]
}

/** The same seed makes the same numbers everywhere (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const models = ['claude-opus-4-7', 'claude-sonnet-4-6', 'claude-sonnet-4-6[1m]', 'claude-haiku-4-5']
const perToken = [15e-6, 3e-6, 3e-6, 1e-6]
const tools = ['Bash', 'Read', 'Edit', 'Write', 'Grep', 'Task', 'WebFetch', 'mcp_tool']
const languages = ['TypeScript', 'Python', 'Go', 'Markdown', 'unknown']
const hour = 3_600_000

interface Wish {
  readonly seed: number
  readonly until: number
  readonly days: number
  readonly sessionsADay: number
}

export function madeWork({ seed, until, days, sessionsADay }: Wish): Made {
  const roll = dice(seed)
  const points: MadePoint[] = []
  const events: MadeEvent[] = []
  for (let day = days - 1; day >= 0; day--) {
    const weekday = new Date(until - day * 24 * hour).getUTCDay()
    const wanted = weekday === 0 || weekday === 6 ? sessionsADay * 0.15 : sessionsADay
    for (let count = Math.floor(wanted * (0.5 + roll())); count > 0; count--) {
      const at = until - day * 24 * hour - Math.floor(roll() * 10 * hour)
      makeSession(roll, at, points, events)
    }
  }
  const kept = <Item>(items: Item[], of: (item: Item) => number) =>
    items.filter((item) => of(item) <= until)
  return { points: kept(points, ({ end }) => end), events: kept(events, ({ at }) => at) }
}

function pick<Item>(roll: () => number, items: readonly Item[]): Item {
  // Squared: the first ones far more often, as in life.
  return items[Math.floor(roll() ** 2 * items.length)] as Item
}

function makeSession(roll: () => number, at: number, points: MadePoint[], events: MadeEvent[]) {
  const session = [8, 4, 4, 4, 12].map((length) => hex(roll, length)).join('-')
  const model = pick(roll, models)
  const base = {
    'user.id': 'u1',
    'terminal.type': roll() < 0.7 ? 'vscode' : 'non-interactive',
    ...placeOf(session),
  }
  const add = (metric: string, end: number, value: number, labels: Record<string, string> = {}) =>
    points.push({
      metric: `claude_code.${metric}`,
      session,
      labels: { ...base, ...labels },
      start: end - 10_000,
      end,
      value,
    })
  add('session.count', at + 900, 1, { start_type: roll() < 0.8 ? 'fresh' : 'resume' })
  const turns = 1 + Math.floor(roll() ** 2 * 40)
  let now = at
  for (let turn = 0; turn < turns; turn++) {
    now += 10_000 + Math.floor(roll() * 240_000)
    const source = roll() < 0.15 ? 'subagent' : 'main'
    const used = turnOf(roll)
    const price = perToken[models.indexOf(model)] ?? 0
    const cost =
      price * (used.input + 5 * used.output + 0.1 * used.cacheRead + 1.25 * used.cacheCreation)
    for (const [type, value] of Object.entries(used))
      add('token.usage', now, value, { type, model, query_source: source })
    add('cost.usage', now, cost, { model, query_source: source })
    add('active_time.total', now, roll() * 90, { type: 'cli' })
    if (roll() < 0.4) add('active_time.total', now, roll() * 60, { type: 'user' })
    if (roll() < 0.25) makeEdit(roll, now, model, add)
    makeEvents(roll, { session, labels: base, now, model, cost, used, source }, events)
  }
}

function turnOf(roll: () => number) {
  return {
    input: Math.floor(20 + roll() * 2_000),
    output: Math.floor(50 + roll() ** 3 * 6_000),
    cacheRead: Math.floor(8_000 + roll() * 90_000),
    cacheCreation: Math.floor(roll() ** 2 * 12_000),
  }
}

/** By the session's own figures, so that what is rolled stays as it was. Some say nothing of it. */
function placeOf(session: string): Record<string, string> {
  const [team = 0, repository = 0, version = 0] = [...session].map((sign) => parseInt(sign, 16))
  return {
    ...(team < 12 && { 'team.id': team < 8 ? 'core' : 'web' }),
    ...(repository < 10 && { 'vcs.repository.name': `repository-${repository % 3}` }),
    'service.version': version < 8 ? '2.1.329' : '2.1.197',
  }
}

type Add = (metric: string, end: number, value: number, labels?: Record<string, string>) => void

function makeEdit(roll: () => number, now: number, model: string, add: Add) {
  add('lines_of_code.count', now, Math.floor(roll() * 80), { type: 'added', model })
  add('lines_of_code.count', now, Math.floor(roll() * 30), { type: 'removed', model })
  add('code_edit_tool.decision', now, 1, {
    tool_name: roll() < 0.7 ? 'Edit' : 'Write',
    decision: roll() < 0.9 ? 'accept' : 'reject',
    source: roll() < 0.6 ? 'config' : 'user_temporary',
    language: pick(roll, languages),
  })
  if (roll() < 0.2) add('commit.count', now, 1)
  if (roll() < 0.05) add('pull_request.count', now, 1)
}

interface Turn {
  readonly session: string
  readonly labels: Readonly<Record<string, string>>
  readonly now: number
  readonly model: string
  readonly cost: number
  readonly used: ReturnType<typeof turnOf>
  readonly source: string
}

function makeEvents(roll: () => number, turn: Turn, events: MadeEvent[]) {
  const { session, labels, now, used } = turn
  const model = turn.model.replace('[1m]', '')
  const add = (name: string, at: number, fields: MadeEvent['fields']) =>
    events.push({ name, at, session, labels, fields })
  add('user_prompt', now - 9_000, { prompt_length: Math.floor(roll() * 900) })
  const took = Math.floor(900 + roll() ** 3 * 40_000)
  if (roll() < 0.02) {
    add('api_error', now - 4_000, { model, status_code: roll() < 0.6 ? '529' : '429', error: 'x' })
  }
  add('api_request', now - 3_000, {
    model,
    cost_usd: turn.cost,
    duration_ms: took,
    ttft_ms: Math.floor(took * (0.1 + roll() * 0.4)),
    input_tokens: used.input,
    output_tokens: used.output,
    cache_read_tokens: used.cacheRead,
    cache_creation_tokens: used.cacheCreation,
    query_source: turn.source,
  })
  for (let count = Math.floor(roll() * 4); count > 0; count--) {
    const tool_name = pick(roll, tools)
    const success = roll() < 0.94 ? 1 : 0
    add('tool_decision', now - 2_500, { tool_name, decision: 'accept', source: 'config' })
    add('tool_result', now - 2_000 + count, {
      tool_name,
      success,
      duration_ms: Math.floor(5 + roll() ** 4 * 30_000),
      error_type: success === 1 ? null : 'Error',
    })
  }
}

function hex(roll: () => number, length: number): string {
  return Array.from({ length }, () => Math.floor(roll() * 16).toString(16)).join('')
}

/** Filled row by row with nothing of the store's own code but its tables. */
export function madeDatabase(path: string, { points, events }: Made): Database {
  const database = openDatabase(path)
  database.exec(firstSchema)
  database.exec('BEGIN')
  const ids = { metric: new Map(), session: new Map(), labelset: new Map(), event_name: new Map() }
  const idOf = (table: keyof typeof ids, column: string, key: string): number => {
    const known: number | undefined = ids[table].get(key)
    if (known !== undefined) return known
    const id = ids[table].size + 1
    ids[table].set(key, id)
    const more = table === 'metric' ? ", ''" : ''
    if (table !== 'labelset')
      database
        .prepare(`INSERT INTO ${table}(id, ${column}${more && ', unit'}) VALUES (?, ?${more})`)
        .run(id, key)
    else insertLabels(database, id, key)
    return id
  }
  const statements = prepared(database)
  for (const point of points) {
    const metric = idOf('metric', 'name', point.metric)
    const session = idOf('session', 'uid', point.session)
    const labelset = idOf('labelset', 'key', JSON.stringify(point.labels))
    const { start, end, value } = point
    if (Number(statements.delta.run(metric, end, session, labelset, start, value).changes) === 0)
      throw new Error('two points under one identity: choose another seed')
    statements.rollup.run(metric, Math.floor((end - 1) / slotLength), labelset, value)
    statements.session.run(session, metric, labelset, value, start, end)
  }
  for (const [place, event] of events.entries()) {
    const name = idOf('event_name', 'name', event.name)
    const session = idOf('session', 'uid', event.session)
    const identity = idOf('labelset', 'key', JSON.stringify(event.labels ?? {}))
    insertEvent(database, place + 1, event, { name, session, identity })
  }
  // The sums of events are filled as they are for an older file.
  for (const step of steps.slice(1)) if (typeof step !== 'string') step(database)
  database.exec(`PRAGMA user_version = ${steps.length}`)
  database.exec('COMMIT')
  return database
}

function prepared(database: Database) {
  return {
    delta: database.prepare('INSERT OR IGNORE INTO delta VALUES (?, ?, ?, ?, ?, ?)'),
    rollup: database.prepare(
      'INSERT INTO rollup VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET value = value + excluded.value, points = points + 1',
    ),
    session: database.prepare(
      'INSERT INTO session_total VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value, first = min(first, excluded.first), last = max(last, excluded.last)',
    ),
  }
}

function insertLabels(database: Database, id: number, key: string) {
  const rest: Record<string, string> = JSON.parse(key)
  const values: string[] = []
  const columns: string[] = []
  for (const [column, [name = '']] of Object.entries(labelColumns)) {
    if (rest[name] === undefined) continue
    columns.push(column)
    values.push(rest[name])
    delete rest[name]
  }
  const names = ['id', 'key', ...columns, 'rest']
  database
    .prepare(
      `INSERT INTO labelset(${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    )
    .run(id, key, ...values, JSON.stringify(rest))
}

function insertEvent(
  database: Database,
  id: number,
  event: MadeEvent,
  { name, session, identity }: { name: number; session: number; identity: number },
) {
  const { at, fields } = event
  const typed = event.name === 'api_request' || event.name === 'tool_result'
  database
    .prepare(
      'INSERT INTO event(id, at, name, session, sequence, prompt, identity, rest, digest) VALUES (?, ?, ?, ?, ?, NULL, ?, ?, 0)',
    )
    .run(id, at, name, session, id, identity, typed ? null : JSON.stringify(fields))
  if (!typed) return
  const names = ['event', 'at', 'session', ...Object.keys(fields)]
  database
    .prepare(
      `INSERT INTO ${event.name}(${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    )
    .run(id, at, session, ...Object.values(fields))
}
