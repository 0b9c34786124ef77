// SQL for the list of sessions, and for all that one session did.
import { metrics } from './metrics.ts'
import type { Range } from './measure.ts'
import type { Ask } from './sql-sums.ts'

const sumOf = (metric: string, type?: string): string =>
  `sum(CASE WHEN m.name = '${metric}'${type === undefined ? '' : ` AND l.type = '${type}'`} THEN t.value END)`

/** Active in the range; the numbers are of the whole session, also of what lies outside. */
export function sessionsSql({ from, to }: Range, limit: number): Ask {
  return {
    sql: `
WITH seen AS (
  SELECT session, min(first) AS first, max(last) AS last FROM session_total
  GROUP BY session HAVING max(last) > ? AND min(first) <= ? ORDER BY 3 DESC, 1 LIMIT ?
)
SELECT s.uid AS session, seen.first AS first, seen.last AS last,
  ${sumOf(metrics.cost.name)} AS cost, ${sumOf(metrics.tokens.name)} AS tokens,
  ${sumOf(metrics.activeTime.name)} AS active,
  ${sumOf(metrics.lines.name, 'added')} AS added, ${sumOf(metrics.lines.name, 'removed')} AS removed,
  ${sumOf(metrics.commits.name)} AS commits, group_concat(DISTINCT CASE WHEN m.name = '${metrics.cost.name}' THEN l.model END) AS models
FROM seen JOIN session s ON s.id = seen.session JOIN session_total t ON t.session = seen.session
  JOIN metric m ON m.id = t.metric JOIN labelset l ON l.id = t.labelset
GROUP BY seen.session ORDER BY seen.last DESC, s.uid`,
    params: [from, to, limit],
  }
}

export function timelineSql(session: string, limit: number): Ask {
  return {
    sql: `
SELECT e.at AS at, n.name AS event, coalesce(a.model, t.tool_name) AS what,
  coalesce(a.duration_ms, t.duration_ms) AS duration, t.success AS success, a.cost_usd AS cost,
  sum(a.cost_usd) OVER (ORDER BY e.at, e.id) AS running,
  a.input_tokens + a.output_tokens + a.cache_read_tokens + a.cache_creation_tokens AS tokens, e.prompt AS prompt
FROM event e JOIN event_name n ON n.id = e.name
  LEFT JOIN api_request a ON a.event = e.id LEFT JOIN tool_result t ON t.event = e.id
WHERE e.session = (SELECT id FROM session WHERE uid = ?) AND n.name IN
  ('user_prompt', 'api_request', 'api_error', 'tool_result', 'tool_decision', 'compaction', 'subagent_completed')
ORDER BY e.at, e.id LIMIT ?`,
    params: [session, limit],
  }
}
