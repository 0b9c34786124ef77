// Says whether a proxy stands between the client and the endpoint, by the client's own rules. Pure.
import { isLoopback } from '../config/endpoint.ts'
import type { Environment } from '../world/surroundings.ts'
import type { Finding } from './finding.ts'

export interface ProxyQuestion {
  readonly endpoint: string | null
  /** The client's protocol word. */
  readonly protocol: string
  /** What the client will have: its settings over the shell. */
  readonly env: Environment
  readonly platform: NodeJS.Platform
}

export interface ProxySeen {
  /** As it is spelled in the environment. */
  readonly variable: string
  /** Address without name and password. */
  readonly address: string
}

/** Null: nothing stands in the way. The client tunnels plain http through CONNECT as well. */
export function proxyFor({ endpoint, protocol, env }: ProxyQuestion): ProxySeen | null {
  if (endpoint === null || protocol === 'grpc' || isLoopback(endpoint) || isExcepted(endpoint, env)) return null
  const secure = /^https:/i.test(endpoint)
  const names = secure ? ['HTTPS_PROXY', 'HTTP_PROXY'] : ['HTTP_PROXY', 'HTTPS_PROXY']
  return firstSet(names, env)
}

export function proxyFindings(question: ProxyQuestion): Finding[] {
  const { endpoint, env } = question
  const seen = proxyFor(question)
  if (seen === null || endpoint === null) return [nothingInTheWay(question)]
  const { host, hostname } = new URL(endpoint)
  return [
    {
      id: 'proxy',
      level: 'warning',
      text: `${seen.variable} sends the client's data through ${seen.address}, which must let CONNECT to ${host} pass, also for plain http.`,
      layer: seen.variable,
      fix: exceptHost(hostname, env, question.platform),
    },
  ]
}

function nothingInTheWay({ endpoint, protocol, env }: ProxyQuestion): Finding {
  const set = firstSet(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'], env)
  const calm = { id: 'proxy', layer: null, fix: null } as const
  if (set === null) return { ...calm, level: 'ok', text: 'No proxy is set.' }
  if (endpoint === null) return { ...calm, level: 'note', text: `${set.variable} names ${set.address}, and no endpoint is known yet.` }
  const why = protocol === 'grpc' ? 'the client does not use it for gRPC'
    : isLoopback(endpoint) ? 'the client goes past it to loopback'
    : isExcepted(endpoint, env) ? 'NO_PROXY excepts this endpoint'
    : `whether the client uses ${set.variable} is not known`
  const unsure = set.variable.toUpperCase() === 'ALL_PROXY' && why.startsWith('whether')
  return { ...calm, level: unsure ? 'note' : 'ok', text: `${set.variable} names ${set.address}, but ${why}.` }
}

function firstSet(names: readonly string[], env: Environment): ProxySeen | null {
  for (const name of names) {
    for (const variable of [name, name.toLowerCase()]) {
      const value = env[variable]
      if (value !== undefined && value !== '') return { variable, address: withoutSecrets(value) }
    }
  }
  return null
}

/** Whole host, .domain, host:port or a star: what is looser than that, the client may read differently. */
function isExcepted(endpoint: string, env: Environment): boolean {
  const { hostname, port, protocol } = new URL(endpoint)
  const host = hostname.toLowerCase()
  const whole = `${host}:${port || (protocol === 'https:' ? '443' : '80')}`
  const list = (env['NO_PROXY'] || env['no_proxy'] || '').toLowerCase().split(/[\s,]+/).filter(Boolean)
  return list.some((one) => {
    if (one === '*' || one === host || one === whole) return true
    return one.startsWith('.') && (host === one.slice(1) || host.endsWith(one))
  })
}

/** A proxy's address often carries a password, and a report is shown to strangers. */
function withoutSecrets(value: string): string {
  const text = value.includes('://') ? value : `http://${value}`
  if (!URL.canParse(text)) return 'something that is not an address'
  const { protocol, host } = new URL(text)
  return host === '' ? 'something that is not an address' : `${protocol}//${host}`
}

function exceptHost(host: string, env: Environment, platform: NodeJS.Platform): string {
  const variable = env['NO_PROXY'] || !env['no_proxy'] ? 'NO_PROXY' : 'no_proxy'
  const former = env[variable] ?? ''
  const value = former === '' ? host : `${former},${host}`
  if (platform === 'win32') return `$env:${variable} = '${value.replaceAll("'", "''")}'`
  return `export ${variable}='${value.replaceAll("'", "'\\''")}'`
}
