// The client's own rules for a proxy, as measured on the wire: which variable it takes, and which hosts it excepts.

type Environment = Readonly<Record<string, string | undefined>>

export interface NamedProxy {
  /** As it is spelled in the environment. */
  readonly variable: string
  readonly value: string
}

/** In this order for every endpoint, http or https; ALL_PROXY counts for its other traffic only. */
const variables = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'] as const

export function proxiesIn(env: Environment): NamedProxy[] {
  return variables.flatMap((variable) => {
    const value = env[variable]
    return value === undefined || value === '' ? [] : [{ variable, value }]
  })
}

/** Both spellings count. No bare domains, no *.domain, no ranges, no IPv6: those stay behind the proxy. */
export function isExcepted(endpoint: string, env: Environment): boolean {
  const { hostname, port, protocol } = new URL(endpoint)
  const host = hostname.toLowerCase()
  const whole = `${host}:${port || (protocol === 'https:' ? '443' : '80')}`
  return [env['NO_PROXY'], env['no_proxy']].some((value = '') => {
    if (value === '*') return true
    const words = host.startsWith('[')
      ? []
      : value
          .toLowerCase()
          .split(/[\s,]+/)
          .filter(Boolean)
    return words.some(
      (one) => one === host || one === whole || (one.startsWith('.') && `.${host}`.endsWith(one)),
    )
  })
}
