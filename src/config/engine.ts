// Which engine is meant: an address that was given says so by itself, unless the engine was chosen just as directly.
import type { Settings, Source } from './resolve.ts'

export type EngineName = 'embedded' | 'remote'

const weight: Readonly<Record<Source, number>> = {
  default: 0,
  file: 1,
  environment: 2,
  answer: 3,
  flag: 4,
}

export function engineOf({ engine, endpoint }: Pick<Settings, 'engine' | 'endpoint'>): EngineName {
  if (engine.value === 'auto') return endpoint.value === null ? 'embedded' : 'remote'
  // An address typed now says more than an engine that was saved some day.
  const isNewer = weight[endpoint.source] > weight[engine.source]
  return endpoint.value !== null && isNewer ? 'remote' : engine.value
}
