// Who may ask: pages of our own and programs on this machine, never a page of another origin, whatever name it took.
import type { IncomingHttpHeaders } from 'node:http'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** The port that was really asked. */
  readonly port: number
}

export interface Refused {
  readonly status: number
  readonly code: string
  readonly message: string
}

const loopback = ['127.0.0.1', 'localhost', '[::1]']

/** Null when it may be answered. */
export function refusal(asked: Asked, hosts: readonly string[] = []): Refused | null {
  const { method, headers, port } = asked
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, code: 'method', message: 'Here things can only be read.' }
  const allowed = [...loopback.flatMap((name) => namesOf(name, port)), ...hosts]
  // A name that points to this machine is not yet ours: a foreign page may have made it so.
  if (headers.host === undefined || !allowed.includes(headers.host.toLowerCase()))
    return { status: 421, code: 'host', message: 'This server is not known by that name.' }
  const { origin } = headers
  if (origin !== undefined && origin.toLowerCase() !== `http://${headers.host.toLowerCase()}`)
    return { status: 403, code: 'origin', message: 'Pages of another origin may not ask here.' }
  return comesFromElsewhere(asked)
    ? { status: 403, code: 'site', message: 'Pages of another site may not ask here.' }
    : null
}

function namesOf(name: string, port: number): string[] {
  return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]
}

/** Browsers say where a request comes from. A link that leads here is fine; to be a part of another page is not. */
function comesFromElsewhere({ headers }: Asked): boolean {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return false
  return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document'
}

/** On every answer: nothing from elsewhere, nothing inline, in nobody's frame. */
export const protective: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}
