// What managed settings take away from the layers below them, so that nobody can redirect a signal.
import type { Layer } from './layers-layer.ts'

const signal = /^OTEL_EXPORTER_OTLP_(?:METRICS|LOGS|TRACES)_(ENDPOINT|PROTOCOL)$/
const generic = {
  ENDPOINT: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  PROTOCOL: 'OTEL_EXPORTER_OTLP_PROTOCOL',
} as const
const credentials = /^OTEL_EXPORTER_OTLP_(?:HEADERS|CERTIFICATE|CLIENT_KEY|CLIENT_CERTIFICATE)$/
const anyEndpoint = /^OTEL_EXPORTER_OTLP_(?:(?:METRICS|LOGS|TRACES)_)?ENDPOINT$/

/** The managed variable that makes the client drop this one from lower layers; null when none does. */
export function claimOn(name: string, layers: readonly Layer[]): string | null {
  const managed = new Set(
    layers
      .filter((layer) => layer.name === 'managed')
      .flatMap((layer) => Object.keys(layer.env).filter((key) => layer.env[key] !== '')),
  )
  if (managed.has(name)) return null
  const kind = signal.exec(name)?.[1]
  if (kind !== undefined) {
    const claimed = generic[kind as keyof typeof generic]
    if (managed.has(claimed)) return claimed
  }
  if (!anyEndpoint.test(name)) return null
  return [...managed].find((key) => credentials.test(key)) ?? null
}
