// The complete wish, with its engine settled, and the address of our own where no other is meant.
import { engineOf } from '../config/engine.ts'
import { reachedAt } from '../config/listen.ts'
import { type Settings, stackConfig, withAnswers } from '../config/resolve.ts'
import type { StackConfig } from '../config/settings.ts'
import type { Places } from '../world/places.ts'
import { type Ports, lastPorts } from './ports.ts'

const usual = { http: 14_318, grpc: 14_317, page: 14_300 } as const

export async function wishOf(places: Places, settings: Settings): Promise<StackConfig> {
  const engine = engineOf(settings)
  // Refused is what was meant: an address saved for another engine is no contradiction.
  const config = stackConfig(withAnswers(settings, { engine }))
  if (engine === 'remote') return config
  const last = await lastPorts(places)
  const port =
    config.protocol === 'grpc'
      ? (last?.grpc ?? config['grpc-port'] ?? usual.grpc)
      : (last?.http ?? config['http-port'] ?? usual.http)
  // What was saved for an endpoint of others, its secrets above all, is not for ours.
  return {
    ...config,
    endpoint: `http://${last?.host ?? reachedAt(config.listen)}:${port}`,
    'headers-file': null,
    'ca-file': null,
  }
}

/** Where our engine will listen, as far as it can be known before it starts: a default port may move. */
export async function portsAhead(places: Places, config: StackConfig): Promise<Ports | null> {
  if (config.engine === 'remote') return null
  const last = await lastPorts(places)
  return {
    http: config['http-port'] ?? last?.http ?? usual.http,
    grpc: config['grpc-port'] ?? last?.grpc ?? usual.grpc,
    page: config['page-port'] ?? last?.page ?? usual.page,
    host: last?.host ?? reachedAt(config.listen),
  }
}
