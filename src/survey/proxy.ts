// Says whether a proxy stands between the client and the endpoint, by the client's own rules. Pure.
import { isLoopback } from '../config/endpoint.ts'
import { isExcepted, proxiesIn } from '../env/proxy.ts'
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
  /** Address without name and password; null when it is none. */
  readonly address: string | null
}

/** Null: nothing stands in the way. The client tunnels plain http through CONNECT as well. */
export function proxyFor({ endpoint, protocol, env }: ProxyQuestion): ProxySeen | null {
  if (endpoint === null || protocol === 'grpc' || isLoopback(endpoint) || isExcepted(endpoint, env))
    return null
  const [first] = setIn(env)
  return first ?? null
}

export function proxyFindings(question: ProxyQuestion): Finding[] {
  const broken = setIn(question.env)
    .filter(({ address }) => address === null)
    .map(refused)
  if (broken.length > 0) return broken
  const { endpoint, env, platform } = question
  const seen = proxyFor(question)
  if (seen === null || endpoint === null) return [nothingInTheWay(question)]
  const { host, hostname } = new URL(endpoint)
  return [
    {
      id: 'proxy',
      level: 'warning',
      text: `${seen.variable} sends the client's data through ${seen.address}, which must let CONNECT to ${host} pass, also for plain http.`,
      layer: seen.variable,
      fix: exceptHost(hostname, env, platform),
    },
  ]
}

function refused({ variable }: ProxySeen): Finding {
  return {
    id: 'proxy',
    level: 'error',
    text: `${variable} is not a whole address: with it Claude Code refuses to start.`,
    layer: variable,
    fix: `Write it with its scheme, such as http://proxy.example.com:3128, or take it away: unset ${variable}`,
  }
}

function nothingInTheWay({ endpoint, protocol, env }: ProxyQuestion): Finding {
  const [set] = setIn(env)
  const calm = { id: 'proxy', layer: null, fix: null } as const
  if (set === undefined)
    return { ...calm, level: 'ok', text: 'No proxy that the client would use for this is set.' }
  if (endpoint === null)
    return {
      ...calm,
      level: 'note',
      text: `${set.variable} names ${set.address}, and no endpoint is known yet.`,
    }
  const why =
    protocol === 'grpc'
      ? 'the client does not use it for gRPC'
      : isLoopback(endpoint)
        ? 'the client goes past it to loopback'
        : 'NO_PROXY excepts this endpoint'
  return { ...calm, level: 'ok', text: `${set.variable} names ${set.address}, but ${why}.` }
}

function setIn(env: Environment): ProxySeen[] {
  return proxiesIn(env).map(({ variable, value }) => ({ variable, address: withoutSecrets(value) }))
}

/** A proxy's address often carries a password, and a report is shown to strangers. */
function withoutSecrets(value: string): string | null {
  if (!value.includes('://') || !URL.canParse(value)) return null
  const { protocol, host } = new URL(value)
  return host === '' ? null : `${protocol}//${host}`
}

function exceptHost(host: string, env: Environment, platform: NodeJS.Platform): string {
  const variable = env['NO_PROXY'] || !env['no_proxy'] ? 'NO_PROXY' : 'no_proxy'
  const former = env[variable] ?? ''
  const value = host.startsWith('[') ? '*' : former === '' ? host : `${former},${host}`
  if (platform === 'win32') return `$env:${variable} = '${value.replaceAll("'", "''")}'`
  return `export ${variable}='${value.replaceAll("'", "'\\''")}'`
}
