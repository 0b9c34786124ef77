// Where things are, as people and scripts use it; null where we have no such thing.

interface Ports {
  readonly grpc: number
  readonly http: number
  readonly page: number
  readonly host?: string
}

export interface Addresses {
  readonly otlp_http: string | null
  readonly otlp_grpc: string | null
  readonly page: string | null
  readonly grafana: string | null
  readonly prometheus: string | null
  readonly loki: string | null
}

const none: Addresses = {
  otlp_http: null,
  otlp_grpc: null,
  page: null,
  grafana: null,
  prometheus: null,
  loki: null,
}

/** The page never leaves loopback. */
export function engineAddresses({ grpc, http, page, host = '127.0.0.1' }: Ports): Addresses {
  const otlp = (port: number): string => `http://${host}:${port}`
  return { ...none, otlp_http: otlp(http), otlp_grpc: otlp(grpc), page: `http://127.0.0.1:${page}` }
}

interface Place {
  readonly engine: 'embedded' | 'remote'
  readonly address: string
  readonly protocol: string
}

/** `ports` are those of our own engine, null before it ever ran. */
export function addressesOf({ engine, address, protocol }: Place, ports: Ports | null): Addresses {
  if (engine === 'embedded' && ports !== null) return engineAddresses(ports)
  return protocol === 'grpc' ? { ...none, otlp_grpc: address } : { ...none, otlp_http: address }
}
