// Whether two addresses lead to the same place, for somebody on this machine.

export function samePlace(left: string, right: string): boolean {
  const one = spelled(left)
  return one !== null && one === spelled(right)
}

/** Loopback has three spellings; a slash at the end and the default port mean nothing. */
function spelled(address: string): string | null {
  try {
    const url = new URL(address.trim())
    const host = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
      ? 'loopback'
      : url.hostname
    const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
    return `${url.protocol}//${host}:${port}${url.pathname.replace(/\/$/, '')}`
  } catch {
    return null
  }
}
