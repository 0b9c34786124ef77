// Which proxy the client would take, as seen on 2.1.329: HTTPS_PROXY before HTTP_PROXY for either scheme, NO_PROXY heeded.
import type { Environment } from '../world/surroundings.ts'

const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'] as const

/** The value as it was written, or null. Loopback and gRPC are the canary's to except. */
export function proxyOf(endpoint: string, env: Environment): string | null {
  if (isExcepted(new URL(endpoint), env)) return null
  const written = names.map((name) => env[name] ?? '').find((value) => value !== '')
  return written ?? null
}

/** Whole host, host:port, .domain or a star; a bare domain does not cover what is below it. */
function isExcepted({ hostname, port, protocol }: URL, env: Environment): boolean {
  const host = hostname.toLowerCase()
  const whole = `${host}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`
  const list = (env['NO_PROXY'] || env['no_proxy'] || '').toLowerCase().split(/[\s,]+/)
  return list.some((one) => one === '*' || one === host || one === whole || isBelow(host, one))
}

function isBelow(host: string, domain: string): boolean {
  return domain.startsWith('.') && (host.endsWith(domain) || host === domain.slice(1))
}
