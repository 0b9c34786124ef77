// The door to one connection: plain or TLS, straight or through a proxy's CONNECT, never longer than the signal lets it.
import { request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { connect as plainConnect, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as tlsConnect } from 'node:tls'

export interface Destination {
  readonly host: string
  readonly port: number
  /** Null for a plain connection. `ca` replaces the trusted roots; null keeps Node's. */
  readonly tls: { readonly ca: readonly string[] | null; readonly alpn: string } | null
  /** Address of a proxy, with its user and password if it wants any. */
  readonly proxy: URL | null
  readonly signal: AbortSignal
}

/** The proxy, not the destination, stood in the way. `status` is null when it did not answer at all. */
export class ProxyFault extends Error {
  override readonly name = 'ProxyFault'
  readonly status: number | null

  constructor(status: number | null, cause?: unknown) {
    super('the proxy stood in the way', { cause })
    this.status = status
  }
}

export async function connect(to: Destination): Promise<Duplex> {
  const tunnel = to.proxy === null ? null : await throughProxy(to, to.proxy)
  if (to.tls === null) {
    return tunnel ?? settled(plainConnect({ host: to.host, port: to.port }), 'connect', to.signal)
  }
  const socket = tlsConnect({
    host: to.host,
    port: to.port,
    ALPNProtocols: [to.tls.alpn],
    ...(isIP(to.host) === 0 && { servername: to.host }),
    ...(to.tls.ca !== null && { ca: [...to.tls.ca] }),
    ...(tunnel !== null && { socket: tunnel }),
  })
  return settled(socket, 'secureConnect', to.signal)
}

function settled(socket: Socket, event: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const abort = (): void => void socket.destroy(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    // A reset after success belongs to whoever uses the socket; this listener only keeps it from being fatal.
    socket.on('error', reject)
    socket.once('close', () => reject(closedEarly()))
    socket.once(event, () => {
      signal.removeEventListener('abort', abort)
      resolve(socket)
    })
    if (signal.aborted) abort()
  })
}

/** CONNECT even for plain http, as the client does. */
function throughProxy(to: Destination, proxy: URL): Promise<Socket> {
  const target = `${to.host.includes(':') ? `[${to.host}]` : to.host}:${to.port}`
  const ask = proxy.protocol === 'https:' ? secureRequest : request
  return new Promise((resolve, reject) => {
    const asking = ask({
      method: 'CONNECT',
      host: bare(proxy.hostname),
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
      path: target,
      headers: { host: target, ...authorization(proxy) },
      agent: false,
      signal: to.signal,
      ...(to.tls?.ca != null && { ca: [...to.tls.ca] }),
    })
    asking.on('error', (cause) =>
      reject(to.signal.aborted ? to.signal.reason : new ProxyFault(null, cause)),
    )
    asking.on('response', (answer) => {
      asking.destroy()
      reject(new ProxyFault(answer.statusCode ?? null))
    })
    asking.on('connect', (answer, socket, head) => {
      if (answer.statusCode !== 200) {
        socket.destroy()
        return reject(new ProxyFault(answer.statusCode ?? null))
      }
      socket.on('error', () => undefined)
      if (head.length > 0) socket.unshift(head)
      resolve(socket)
    })
    asking.end()
  })
}

function authorization(proxy: URL): Record<string, string> {
  if (proxy.username === '' && proxy.password === '') return {}
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

/** The square brackets around an IPv6 address belong to URLs, not to sockets. */
export function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}

export function closedEarly(): Error {
  return Object.assign(new Error('the connection was closed before an answer came'), {
    code: 'ECONNRESET',
  })
}
