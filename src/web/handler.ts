// The page server as one function for node:http: guarded, read-only, and never silent about a fault.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Problem } from '../errors.ts'
import { type Facts, type Reading, type Reply, fault } from './facts.ts'
import { protective, refusal } from './guard.ts'
import { type Live, liveNews } from './live.ts'
import { type Route, routes } from './routes.ts'

export interface PageHandler {
  (request: IncomingMessage, response: ServerResponse): void
  /** Ends what would stay open: before the server is closed. */
  close(): void
}

export function pageHandler(store: Reading, facts: Facts): PageHandler {
  const route = routes(store, facts)
  const live = liveNews(store, facts)
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const { method = '', headers, url = '/' } = request
    const cut = `${url}?`.indexOf('?')
    const path = url.slice(0, cut)
    const port = request.socket.localPort ?? 0
    const refused = refusal({ method, path, headers, port }, facts.hosts)
    if (refused !== null)
      return send(request, response, fault(refused.status, refused.code, refused.message))
    if (path === '/api/live') return listen(live, request, response)
    const query = new URLSearchParams(url.slice(cut + 1))
    void answer(route, { path, query, accept: headers.accept ?? '' }).then((reply) =>
      send(request, response, reply),
    )
  }
  return Object.assign(handle, { close: () => live.close() })
}

async function answer(route: Route, question: Parameters<Route>[0]): Promise<Reply> {
  try {
    return await route(question)
  } catch (cause) {
    if (cause instanceof Problem) return fault(503, cause.code, cause.message, cause.hints)
    return fault(500, 'unexpected', 'Something went wrong here.', ['claude-telemetry logs'])
  }
}

function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { etag } = reply.headers ?? {}
  const unchanged = etag !== undefined && request.headers['if-none-match'] === etag
  response.writeHead(unchanged ? 304 : reply.status, {
    'content-type': reply.type,
    'cache-control': etag === undefined ? 'no-store' : 'no-cache',
    ...(unchanged ? {} : { 'content-length': Buffer.byteLength(reply.body) }),
    ...(reply.status === 405 ? { allow: 'GET, HEAD' } : {}),
    ...protective,
    ...reply.headers,
  })
  response.end(unchanged || request.method === 'HEAD' ? undefined : reply.body)
}

function listen(live: Live, request: IncomingMessage, response: ServerResponse): void {
  const headers = {
    ...protective,
    'cache-control': 'no-store',
    'content-type': 'text/event-stream',
  }
  if (request.method === 'HEAD') return void response.writeHead(200, headers).end()
  response.writeHead(200, headers)
  if (!live.listen(response)) response.end('event: full\ndata: {}\n\n')
}
