// What an endpoint address must look like, because of what the client does with it.

export const endpointRule = 'an address with scheme, host and port, such as http://127.0.0.1:4318'

/** Null when the address is good; otherwise what is wrong with it, in words. */
export function checkEndpoint(text: string): string | null {
  const url = parseUrl(text)
  if (url === null)
    return /^(?:[a-z]+:\/\/|https?:)/i.test(text)
      ? malformed(text)
      : 'it has no scheme: write http:// or https:// in front'
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return 'its scheme is neither http nor https'
  if (url.username !== '' || url.password !== '') {
    return 'it holds a user name or password: put those into a headers file instead'
  }
  if (url.port === '0') return 'port 0 is not an address anybody can listen on'
  if (/\/v1\/(?:metrics|logs|traces)\/?$/.test(url.pathname)) {
    return 'it ends in /v1/…: the client appends that itself, give the base address'
  }
  if (url.search !== '' || url.hash !== '')
    return 'it has a query or a fragment, which the client would garble'
  return null
}

function malformed(text: string): string {
  const port = /:(\d+)(?:\/|$)/.exec(text.replace(/^[a-z]+:\/\//i, ''))?.[1]
  if (port !== undefined && Number(port) > 65_535)
    return `port ${port} does not exist: ports end at 65535`
  return 'it is not an address'
}

/** Whitespace is refused, although URL would drop it without a word. */
function parseUrl(text: string): URL | null {
  // One slash or none is mended by URL in silence, and by no client.
  if (/\s/.test(text) || /^https?:(?!\/\/[^/])/i.test(text)) return null
  try {
    const url = new URL(text)
    return url.hostname === '' ? null : url
  } catch {
    return null
  }
}

export function withHost(endpoint: string, host: string): string {
  const url = new URL(endpoint)
  url.hostname = host
  return url.pathname === '/' && !endpoint.endsWith('/') ? url.href.slice(0, -1) : url.href
}

/** TLS to numbers instead of a name. */
export function isBareTls(endpoint: string): boolean {
  const url = parseUrl(endpoint)
  return url?.protocol === 'https:' && /^\[|^\d+(?:\.\d+){3}$/.test(url.hostname)
}

/** Loopback is only ours when the client runs on this side of it. */
export function isLoopback(endpoint: string): boolean {
  const host = parseUrl(endpoint)?.hostname ?? ''
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
