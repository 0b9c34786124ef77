// Sends the canary the way Claude Code will send: same address, protocol, headers, authority and proxy.
import { randomUUID } from 'node:crypto'
import type { Headers } from '../config/headers.ts'
import type { StackConfig } from '../config/settings.ts'
import { addressOf } from '../env/variables.ts'
import type { Environment } from '../world/surroundings.ts'
import { type Hop, sendCanary } from './canary.ts'

export function proveEndpoint(
  config: StackConfig,
  headers: Headers,
  env: Environment,
  signal: AbortSignal,
): Promise<Hop[]> {
  const endpoint = addressOf(config)
  return sendCanary({
    protocol: config.protocol,
    endpoint,
    signals: config.traces ? ['metrics', 'logs', 'traces'] : ['metrics', 'logs'],
    headers,
    caFile: config['ca-file'],
    compression: config.compression,
    proxy: proxyFor(endpoint, env),
    mark: randomUUID(),
    at: new Date(),
    signal,
  })
}

/** What the environment says for this scheme; whether it applies is the canary's to know. */
function proxyFor(endpoint: string, env: Environment): string | null {
  const names = endpoint.startsWith('https:') ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy']
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '') ?? null
}
