// SQL for the list of sessions, and for all that one session did.
import { metrics } from './metrics.ts'
import type { Asking } from './measure.ts'
import { type Ask, modelSql, whereSql } from './sql-labels.ts'

const sumOf = (metric: string, type?: string): string =>
  `sum(CASE WHEN m.name = '${metric}'${type === undefined ? '' : ` AND l.type = '${type}'`} THEN t.value END)`

const ours = "metric IN (SELECT id FROM metric WHERE name LIKE 'claude\\_code.%' ESCAPE '\\')"

/**
 * Those that reported something in the range; the numbers are of the whole session.
 * Who reported last within the range did; who goes on after it may have paused all through it.
 */
export function sessionsSql({ range, where = [], session }: Asking, limit: number): Ask {
  const { from, to } = range
  const chosen = whereSql(where)
  const only = [
    ...(where.length === 0
      ? []
      : [`AND labelset IN (SELECT l.id FROM labelset l WHERE ${chosen.sql})`]),
    ...(session === undefined ? [] : ['AND session = (SELECT id FROM session WHERE uid = ?)']),
  ].join(' ')
  return {
    sql: `
WITH seen AS (
  SELECT session, min(first) AS first, max(last) AS last, count(*) OVER () AS there_are
  FROM session_total total WHERE ${ours} ${only}
  GROUP BY session HAVING max(last) > ? AND min(first) <= ? AND (max(last) <= ? OR EXISTS (
    SELECT 1 FROM metric m CROSS JOIN delta d WHERE d.metric = m.id AND d.end > ? AND d.end <= ?
      AND d.session = total.session AND m.name LIKE 'claude\\_code.%' ESCAPE '\\'))
  ORDER BY 3 DESC, 1 LIMIT ?
)
SELECT nullif(s.uid, '') AS session, seen.first AS first, max(t.last) AS last,
  ${sumOf(metrics.cost.name)} AS cost, ${sumOf(metrics.tokens.name)} AS tokens,
  ${sumOf(metrics.activeTime.name)} AS active,
  ${sumOf(metrics.lines.name, 'added')} AS added, ${sumOf(metrics.lines.name, 'removed')} AS removed,
  ${sumOf(metrics.commits.name)} AS commits, ${sumOf(metrics.pullRequests.name)} AS pull_requests,
  group_concat(DISTINCT CASE WHEN m.name = '${metrics.cost.name}' THEN ${modelSql('l.model')} END) AS models,
  max(l.repository) AS repository, seen.there_are AS there_are
FROM seen JOIN session s ON s.id = seen.session JOIN session_total t ON t.session = seen.session
  JOIN metric m ON m.id = t.metric JOIN labelset l ON l.id = t.labelset
WHERE m.name LIKE 'claude\\_code.%' ESCAPE '\\'
GROUP BY seen.session ORDER BY seen.last DESC, s.uid`,
    params: [
      ...chosen.params,
      ...(session === undefined ? [] : [session]),
      from,
      to,
      to,
      from,
      to,
      limit,
    ],
  }
}

/** Lane → the events in it. */
const kinds = {
  prompt: ['user_prompt'],
  request: ['api_request'],
  error: ['api_error', 'api_retries_exhausted'],
  tool: ['tool_result'],
  decision: ['tool_decision', 'permission_mode_changed'],
  agent: ['subagent_completed'],
  compaction: ['compaction'],
} as const

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')

const kindSql = Object.entries(kinds)
  .map(([kind, names]) => `WHEN n.name IN (${quoted(names)}) THEN '${kind}'`)
  .join(' ')

/** What an event says of itself beside its typed columns. */
const said = (field: string): string =>
  `(SELECT own.value FROM json_each(ifnull(e.rest, '{}')) own WHERE own.key = '${field}')`

const tokens = 'a.input_tokens + a.output_tokens + a.cache_read_tokens + a.cache_creation_tokens'

/** Everything that took time was logged at its end. */
export function timelineSql(session: string, limit: number): Ask {
  return {
    sql: `
SELECT at, at - ifnull(duration, 0) AS start, kind, event, what, agent, duration, success, tokens, cost,
  running, prompt, there_are FROM (
SELECT e.at AS at, CASE ${kindSql} END AS kind, n.name AS event,
  coalesce(a.model, t.tool_name, ${said('tool_name')}, ${said('agent_type')}, ${said('model')},
    ${said('command_name')}, ${said('to_mode')}) AS what,
  coalesce(${said('agent.name')}, ${said('agent_id')}) AS agent,
  coalesce(a.duration_ms, t.duration_ms, CAST(${said('duration_ms')} AS REAL)) AS duration,
  CASE n.name WHEN 'tool_result' THEN t.success WHEN 'api_request' THEN 1 WHEN 'api_error' THEN 0
    WHEN 'api_retries_exhausted' THEN 0 WHEN 'tool_decision' THEN ${said('decision')} = 'accept' END AS success,
  ${tokens} AS tokens, a.cost_usd AS cost, sum(a.cost_usd) OVER (ORDER BY e.at, e.id) AS running,
  e.prompt AS prompt, e.id AS id, count(*) OVER () AS there_are
FROM event e JOIN event_name n ON n.id = e.name
  LEFT JOIN api_request a ON a.event = e.id LEFT JOIN tool_result t ON t.event = e.id
WHERE e.session = (SELECT id FROM session WHERE uid = ?)
  AND n.name IN (${quoted(Object.values(kinds).flat())})
) ORDER BY at, id LIMIT ?`,
    params: [session, limit],
  }
}

/** Rows of at, what, tokens, cost, running. */
export function runningSql(session: string, limit: number): Ask {
  return {
    sql: `
SELECT e.at AS at, a.model AS what, ${tokens} AS tokens, a.cost_usd AS cost,
  sum(a.cost_usd) OVER (ORDER BY e.at, e.id) AS running, count(*) OVER () AS there_are
FROM event e JOIN api_request a ON a.event = e.id
WHERE e.session = (SELECT id FROM session WHERE uid = ?) ORDER BY e.at, e.id LIMIT ?`,
    params: [session, limit],
  }
}

/** From the first to the last that is known of a session: one row, nulls where nothing is. */
export function sessionSpanSql(session: string): Ask {
  return {
    sql: `
WITH one AS (SELECT id FROM session WHERE uid = ?)
SELECT min(first) AS first, max(last) AS last FROM (
  SELECT min(first) AS first, max(last) AS last FROM session_total WHERE session = (SELECT id FROM one)
  UNION ALL
  SELECT min(at), max(at) FROM event WHERE session = (SELECT id FROM one)
)`,
    params: [session],
  }
}
