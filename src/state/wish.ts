// The complete wish, with the address of our own engine where no other endpoint was given.
import { type Settings, stackConfig } from '../config/resolve.ts'
import type { StackConfig } from '../config/settings.ts'
import type { Places } from '../world/places.ts'
import { lastPorts } from './ports.ts'

const usual = { http: 14_318, grpc: 14_317 } as const

export async function wishOf(places: Places, settings: Settings): Promise<StackConfig> {
  const config = stackConfig(settings)
  // An endpoint saved for another engine says nothing about ours.
  if (config.engine === 'remote' || (config.engine === 'auto' && config.endpoint !== null))
    return config
  const last = await lastPorts(places)
  const port =
    config.protocol === 'grpc'
      ? (last?.grpc ?? config['grpc-port'] ?? usual.grpc)
      : (last?.http ?? config['http-port'] ?? usual.http)
  return { ...config, endpoint: `http://127.0.0.1:${port}` }
}
