// Where an endpoint leads, and the same kind of address at a listener of ours: only host and port change.

export interface Ports {
  /** Stands where a well-formed endpoint leads. */
  readonly meant: number
  /** Stands where the client ends up with an address that it cannot read. */
  readonly malformed: number
  /** Stands where the client ends up without any address. */
  readonly unset: number
}

export const genericEndpoint = 'OTEL_EXPORTER_OTLP_ENDPOINT'

const oneSignal = /^(?:OTEL_EXPORTER_OTLP_(?:METRICS|LOGS|TRACES)_ENDPOINT|BETA_TRACING_ENDPOINT)$/

export function isDestination(name: string): boolean {
  return name === genericEndpoint || oneSignal.test(name)
}

export function at(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** The path stays, because it decides what the client makes of it; what follows a question mark may be secret. */
export function redirected(name: string, value: string, ports: Ports): string {
  const address = value.trim()
  // An empty address for one signal counts as none; the generic one then decides.
  if (address === '') return name === genericEndpoint ? at(ports.unset) : ''
  if (!/^https?:\/\/[^/]/i.test(address) || !URL.canParse(address)) return at(ports.malformed)
  const path = address.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
  return `${at(ports.meant)}${path}`
}
