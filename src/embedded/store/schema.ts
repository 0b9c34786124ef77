// The tables, as SQL. Boards are written against these names; a change is a migration, never an edit.

/** 15 minutes: the finest slot that is right in every time zone. */
export const slotLength = 900_000

/** A day of the clock that knows no zones: for long ranges, where fifteen minutes would be too many. */
export const dayLength = 86_400_000

/** Ranges are (from, to], so a point at the very end of a slot belongs to it. */
export function slotOf(end: number): number {
  return Math.floor((end - 1) / slotLength)
}

/** Columns of a label set, each with the labels that fill it: the first that is there. */
export const labelColumns = {
  user_id: ['user.id'],
  model: ['model'],
  type: ['type'],
  query_source: ['query_source'],
  speed: ['speed'],
  effort: ['effort'],
  agent_name: ['agent.name'],
  skill_name: ['skill.name'],
  plugin_name: ['plugin.name'],
  mcp_server_name: ['mcp_server.name'],
  mcp_tool_name: ['mcp_tool.name'],
  start_type: ['start_type'],
  tool_name: ['tool_name'],
  decision: ['decision'],
  source: ['source'],
  language: ['language'],
  terminal_type: ['terminal.type'],
  app_version: ['app.version'],
  entrypoint: ['app.entrypoint'],
  provider: ['anthropic.provider'],
  repository: ['vcs.repository.name', 'vcs.repository.url.full'],
  service_version: ['service.version'],
  host: ['host.name'],
} as const satisfies Record<string, readonly string[]>

/** Events whose numbers boards ask for have a narrow table of their own: column → attribute. */
export const typedEvents: Readonly<Record<string, Readonly<Record<string, TypedColumn>>>> = {
  api_request: {
    model: { attribute: 'model', as: 'text' },
    cost_usd: { attribute: 'cost_usd', as: 'number' },
    duration_ms: { attribute: 'duration_ms', as: 'number' },
    ttft_ms: { attribute: 'ttft_ms', as: 'number' },
    input_tokens: { attribute: 'input_tokens', as: 'number' },
    output_tokens: { attribute: 'output_tokens', as: 'number' },
    cache_read_tokens: { attribute: 'cache_read_tokens', as: 'number' },
    cache_creation_tokens: { attribute: 'cache_creation_tokens', as: 'number' },
    request_id: { attribute: 'request_id', as: 'text' },
    query_source: { attribute: 'query_source', as: 'text' },
    speed: { attribute: 'speed', as: 'text' },
  },
  tool_result: {
    tool_name: { attribute: 'tool_name', as: 'text' },
    success: { attribute: 'success', as: 'truth' },
    duration_ms: { attribute: 'duration_ms', as: 'number' },
    error_type: { attribute: 'error_type', as: 'text' },
  },
}

export interface TypedColumn {
  readonly attribute: string
  readonly as: 'text' | 'number' | 'truth'
}

export const firstSchema = `
CREATE TABLE metric(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, unit TEXT NOT NULL);
CREATE TABLE session(id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE);
CREATE TABLE labelset(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
  ${Object.keys(labelColumns)
    .map((name) => `${name} TEXT`)
    .join(', ')}, rest TEXT);
CREATE TABLE delta(metric INTEGER, end INTEGER, session INTEGER, labelset INTEGER, start INTEGER, value REAL,
  PRIMARY KEY(metric, end, session, labelset, start)) WITHOUT ROWID;
CREATE TABLE rollup(metric INTEGER, slot INTEGER, labelset INTEGER, value REAL, points INTEGER,
  PRIMARY KEY(metric, slot, labelset)) WITHOUT ROWID;
CREATE TABLE session_total(session INTEGER, metric INTEGER, labelset INTEGER, value REAL, first INTEGER, last INTEGER,
  PRIMARY KEY(session, metric, labelset)) WITHOUT ROWID;
CREATE TABLE level(metric INTEGER, at INTEGER, labelset INTEGER, value REAL,
  PRIMARY KEY(metric, at, labelset)) WITHOUT ROWID;
CREATE TABLE event_name(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE event(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, name INTEGER NOT NULL, session INTEGER NOT NULL,
  sequence INTEGER, prompt TEXT, identity INTEGER NOT NULL, rest TEXT, digest INTEGER NOT NULL);
CREATE UNIQUE INDEX event_once ON event(session, at, name, ifnull(sequence, -1), digest);
CREATE INDEX event_time ON event(name, at);
CREATE TABLE api_request(event INTEGER PRIMARY KEY, at INTEGER, session INTEGER, model TEXT, cost_usd REAL,
  duration_ms INTEGER, ttft_ms INTEGER, input_tokens INTEGER, output_tokens INTEGER, cache_read_tokens INTEGER,
  cache_creation_tokens INTEGER, request_id TEXT, query_source TEXT, speed TEXT);
CREATE INDEX api_request_time ON api_request(at);
CREATE TABLE tool_result(event INTEGER PRIMARY KEY, at INTEGER, session INTEGER, tool_name TEXT, success INTEGER,
  duration_ms INTEGER, error_type TEXT);
CREATE INDEX tool_result_time ON tool_result(at);
CREATE TABLE source(name TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
`

/** Durations that are kept as spans, each for every value of one column. */
export const timedFields: Readonly<
  Record<string, { readonly part: string; readonly fields: readonly string[] }>
> = {
  api_request: { part: 'model', fields: ['duration_ms', 'ttft_ms'] },
  tool_result: { part: 'tool_name', fields: ['duration_ms'] },
}

/**
 * What schema 2 adds. `spans` is text: "120*3,64" are three durations near 120 ms and one of 64 ms.
 * `unfolded` holds what makes points of an overflowing label set different; `distribution` is never added up.
 * `forgotten` is what running totals counted of sessions that are gone, without saying which.
 */
export const secondSchema = `
CREATE TABLE timing_kind(id INTEGER PRIMARY KEY, event TEXT NOT NULL, field TEXT NOT NULL, part TEXT, success INTEGER);
CREATE UNIQUE INDEX timing_kind_once ON timing_kind(event, field, part IS NULL, ifnull(part, ''), ifnull(success, -1));
CREATE TABLE timing(kind INTEGER, slot INTEGER, count INTEGER, sum REAL, max REAL, spans TEXT,
  PRIMARY KEY(kind, slot)) WITHOUT ROWID;
CREATE TABLE timing_day(kind INTEGER, slot INTEGER, count INTEGER, sum REAL, max REAL, spans TEXT,
  PRIMARY KEY(kind, slot)) WITHOUT ROWID;
CREATE TABLE count_kind(id INTEGER PRIMARY KEY, event TEXT NOT NULL, field TEXT NOT NULL, value TEXT);
CREATE UNIQUE INDEX count_kind_once ON count_kind(event, field, value IS NULL, ifnull(value, ''));
CREATE TABLE event_count(kind INTEGER, slot INTEGER, count INTEGER, PRIMARY KEY(kind, slot)) WITHOUT ROWID;
CREATE TABLE distribution(metric INTEGER, at INTEGER, labelset INTEGER, start INTEGER, shape TEXT NOT NULL,
  temporality TEXT, count REAL, sum REAL, min REAL, max REAL, detail TEXT NOT NULL,
  PRIMARY KEY(metric, at, labelset, start)) WITHOUT ROWID;
CREATE TABLE unfolded(metric INTEGER, end INTEGER, session INTEGER, labelset INTEGER, start INTEGER, sign INTEGER,
  value REAL, PRIMARY KEY(metric, end, session, labelset, start, sign)) WITHOUT ROWID;
CREATE TABLE arrival(body TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE forgotten(metric INTEGER, labelset INTEGER, value REAL, PRIMARY KEY(metric, labelset)) WITHOUT ROWID;
`
