// Proves the embedded engine: a marked point over each protocol that it takes, found again where the boards read.
import { randomUUID } from 'node:crypto'
import type { Headers } from '../config/headers.ts'
import type { StackConfig } from '../config/settings.ts'
import type { Ports } from '../state/ports.ts'
import type { Hop } from '../verify/canary.ts'
import { proveEndpoint } from '../verify/endpoint.ts'
import { findMark } from '../verify/found.ts'
import { get } from '../world/ask.ts'
import type { Environment } from '../world/surroundings.ts'

const protocols = ['http/protobuf', 'http/json', 'grpc'] as const
const patience = 5_000
/** Spans are answered and counted, and not kept. */
const kept = ['metrics', 'logs']

interface Given {
  readonly env: Environment
  readonly signal: AbortSignal
}

export async function proveEngine(
  config: StackConfig,
  headers: Headers,
  ports: Ports,
  given: Given,
): Promise<Hop[]> {
  const page = `http://127.0.0.1:${ports.page}`
  const sent = await Promise.all(
    protocols.map(async (protocol) => {
      const port = protocol === 'grpc' ? ports.grpc : ports.http
      const wish = {
        ...config,
        protocol,
        endpoint: `http://${ports.host ?? '127.0.0.1'}:${port}`,
        host: null,
        'ca-file': null,
      }
      const mark = { mark: randomUUID(), at: new Date(), kind: 'counted' } as const
      const answers = await proveEndpoint(wish, headers, given.env, given.signal, mark)
      return { protocol, answers, found: await proveFound(protocol, answers, page, mark, given) }
    }),
  )
  return [
    ...sent.flatMap(({ protocol, answers }) =>
      answers.map((hop) => ({ ...hop, id: `${protocol} ${hop.id}` })),
    ),
    await provePage(page),
    ...sent.flatMap(({ found }) => found),
  ]
}

/** What was not accepted is not looked for. */
async function proveFound(
  protocol: string,
  answers: readonly Hop[],
  page: string,
  mark: { readonly mark: string; readonly at: Date },
  { signal }: Given,
): Promise<Hop[]> {
  const sought = answers.filter(({ id }) => kept.includes(id))
  const signals = sought.filter(({ ok }) => ok === true).map(({ id }) => id)
  const started = performance.now()
  const found = signals.length === 0 ? null : await findMark({ ...mark, page, signals, signal })
  const ms = Math.round(performance.now() - started)
  return sought.map(({ id, ok }) => {
    const hop = `page ${protocol} ${id}`
    if (ok !== true || found === null) return { id: hop, ok: null, ms: null, detail: null }
    const isThere = found.signals.has(id)
    return { id: hop, ok: isThere, ms, detail: isThere ? null : found.reason }
  })
}

async function provePage(page: string): Promise<Hop> {
  const started = performance.now()
  const answer = await get(`${page}/readyz`, patience)
  const ok = answer?.status === 200
  const detail = ok ? null : (answer?.body.trim() ?? `nothing answers on ${new URL(page).host}`)
  return { id: 'page', ok, ms: Math.round(performance.now() - started), detail }
}
