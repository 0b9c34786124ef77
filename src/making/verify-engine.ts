// Proves the embedded engine: a marked point over each protocol that it takes, and the page that answers.
import type { Headers } from '../config/headers.ts'
import type { StackConfig } from '../config/settings.ts'
import type { Ports } from '../state/ports.ts'
import type { Hop } from '../verify/canary.ts'
import { proveEndpoint } from '../verify/endpoint.ts'
import { get } from '../world/ask.ts'
import type { Environment } from '../world/surroundings.ts'

const protocols = ['http/protobuf', 'http/json', 'grpc'] as const
const patience = 5_000

export async function proveEngine(
  config: StackConfig,
  headers: Headers,
  ports: Ports,
  given: { readonly env: Environment; readonly signal: AbortSignal },
): Promise<Hop[]> {
  const hops = await Promise.all(
    protocols.map(async (protocol) => {
      const port = protocol === 'grpc' ? ports.grpc : ports.http
      const wish = {
        ...config,
        protocol,
        endpoint: `http://${ports.host ?? '127.0.0.1'}:${port}`,
        host: null,
        'ca-file': null,
      }
      const answers = await proveEndpoint(wish, headers, given.env, given.signal)
      return answers.map((hop) => ({ ...hop, id: `${protocol} ${hop.id}` }))
    }),
  )
  return [...hops.flat(), await provePage(ports.page)]
}

async function provePage(port: number): Promise<Hop> {
  const started = performance.now()
  const answer = await get(`http://127.0.0.1:${port}/readyz`, patience)
  const ok = answer?.status === 200
  const detail = ok ? null : (answer?.body.trim() ?? `nothing answers on 127.0.0.1:${port}`)
  return { id: 'page', ok, ms: Math.round(performance.now() - started), detail }
}
