// Address → answer. Everything here only reads.
import { boards } from '../dashboards/boards.ts'
import { type Facts, type Reading, type Reply, fault, json } from './facts.ts'
import { engineFindings, refusing } from './findings.ts'
import { type Family, exposition, openForm, textForm } from './exposition.ts'
import { filesOf } from './files.ts'
import { labelsReply } from './labels-list.ts'
import { metricsList } from './metrics-list.ts'
import { askingOf } from './asking.ts'
import { panelReply } from './panel.ts'
import { scraping } from './scrape.ts'

export interface Question {
  readonly path: string
  readonly query: URLSearchParams
  /** What kinds the asker understands. */
  readonly accept: string
}

export type Route = (question: Question) => Promise<Reply>

export function routes(store: Reading, facts: Facts): Route {
  const files = filesOf(facts.pageFolder)
  const families = scraping(store, facts)
  const table: Readonly<Record<string, Route>> = {
    '/': () => files('index.html'),
    '/healthz': () => health(store, facts),
    '/readyz': () => ready(store, facts),
    '/metrics': ({ accept }) => scrape(families, accept),
    '/api/boards': async () => json({ boards }),
    '/api/panel': ({ query }) => panelReply(store, facts, query),
    '/api/labels': () => labelsReply(store),
    '/api/metrics': ({ query }) => list(store, facts, query),
    '/api/status': () => status(store, facts),
  }
  return (question) => {
    const route = Object.hasOwn(table, question.path) ? table[question.path] : undefined
    return route === undefined ? files(question.path.slice(1)) : route(question)
  }
}

async function obstacle(store: Reading, facts: Facts): Promise<string | null> {
  const own = facts.obstacle?.() ?? null
  if (own !== null) return own
  try {
    const { state } = await store.health()
    return state === 'open' ? null : refusing[state]
  } catch (cause) {
    return cause instanceof Error ? cause.message : 'the store does not answer'
  }
}

/** Bare, as its readers expect it: the process lives, and says who it is. */
async function health(store: Reading, facts: Facts): Promise<Reply> {
  const reason = await obstacle(store, facts)
  const { instance, version, started } = facts
  const said = { instance, ready: reason === null, reason, version, started: iso(started) }
  return { ...json(null), body: `${JSON.stringify(said)}\n` }
}

async function ready(store: Reading, facts: Facts): Promise<Reply> {
  const reason = await obstacle(store, facts)
  const body = reason === null ? 'ready\n' : `not ready: ${reason}\n`
  return { status: reason === null ? 200 : 503, type: 'text/plain; charset=utf-8', body }
}

async function scrape(families: () => Promise<Family[]>, accept: string): Promise<Reply> {
  const open = accept.includes('application/openmetrics-text')
  const body = exposition(await families(), open)
  return { status: 200, type: open ? openForm : textForm, body }
}

async function list(store: Reading, facts: Facts, query: URLSearchParams): Promise<Reply> {
  const now = (facts.now ?? Date.now)()
  const asking = askingOf(query, now)
  if (typeof asking === 'string') return fault(400, 'bad-query', asking)
  if ((asking.where ?? []).length > 0 || asking.session !== undefined)
    return fault(400, 'bad-query', 'This list is of everything: where and session are not for it.')
  const { from, to } = asking.range
  const bounds = { from: query.has('from') ? from : null, until: query.has('to') ? to : null }
  return json(await metricsList(store, { ...bounds, now }))
}

/** What a page needs that has nothing to show yet: what came last, and where to send. */
async function status(store: Reading, facts: Facts): Promise<Reply> {
  const [health, setAside] = await Promise.all([store.health(), facts.setAside?.() ?? []])
  const { sources, state, stored, refused, databaseBytes } = health
  return json({
    version: facts.version,
    otlp: facts.otlp,
    state,
    stored,
    refused,
    database_bytes: databaseBytes,
    last_points: sources.map(({ source, at }) => ({ source, at: iso(at) })),
    // Which signal is missing is seen here: since this process started.
    last_requests: Object.entries(facts.receiver?.().lastAt ?? {}).map(([signal, at]) => ({
      signal,
      at: at === null ? null : iso(at),
    })),
    findings: engineFindings({
      health,
      setAside,
      cumulativeFrom: facts.receiver?.().cumulativeFrom ?? null,
      now: (facts.now ?? Date.now)(),
    }),
  })
}

function iso(moment: number): string {
  return new Date(moment).toISOString()
}
