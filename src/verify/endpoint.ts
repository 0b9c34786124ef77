// Sends the canary the way Claude Code will send: same address, protocol, headers, authority and proxy.
import { randomUUID } from 'node:crypto'
import type { Headers } from '../config/headers.ts'
import type { StackConfig } from '../config/settings.ts'
import { addressOf } from '../env/variables.ts'
import type { Environment } from '../world/surroundings.ts'
import { type CanaryWish, type Hop, sendCanary } from './canary.ts'
import { proxyOf } from './proxy.ts'

export function proveEndpoint(
  config: StackConfig,
  headers: Headers,
  env: Environment,
  signal: AbortSignal,
  mark: Partial<Pick<CanaryWish, 'mark' | 'at' | 'kind'>> = {},
): Promise<Hop[]> {
  const endpoint = addressOf(config)
  return sendCanary({
    protocol: config.protocol,
    endpoint,
    signals: config.traces ? ['metrics', 'logs', 'traces'] : ['metrics', 'logs'],
    headers,
    caFile: config['ca-file'],
    compression: config.compression,
    proxy: proxyOf(endpoint, env),
    mark: randomUUID(),
    at: new Date(),
    ...mark,
    signal,
  })
}
