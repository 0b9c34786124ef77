// The environment that the client is proved in: the user's, with our addresses and no way outside.
import type { Environment } from '../world/surroundings.ts'
import { at, genericEndpoint } from './destination.ts'
import { type Detour, envCopy, withLoopback } from './env-copy.ts'

export interface Stand {
  readonly detour: Detour
  /** Port of the stand-in for the Messages API, which is a proxy that lets nothing through as well. */
  readonly api: number
  /** Folder for the client's own files. */
  readonly config: string
  readonly temporary: string
}

const silent = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  // Some signals can be had from a port of the client's own: not on every interface, and not where another session listens.
  OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
  OTEL_EXPORTER_PROMETHEUS_PORT: '0',
} as const

export function clientEnv(
  env: Environment,
  { detour, api, config, temporary }: Stand,
): Record<string, string> {
  const user = envCopy(defined(env), detour) as Record<string, string>
  return {
    // The weakest place for it: any layer that has an endpoint wins.
    [genericEndpoint]: at(detour.ports.unset),
    ...user,
    ...silent,
    ...wayOut(user, detour, at(api)),
    ANTHROPIC_BASE_URL: at(api),
    ANTHROPIC_API_KEY: 'no-key-for-a-stand-in',
    CLAUDE_CONFIG_DIR: config,
    CLAUDE_CODE_TMPDIR: temporary,
  }
}

function wayOut(
  user: Readonly<Record<string, string>>,
  { keepProxy }: Detour,
  trap: string,
): Record<string, string> {
  const direct = keepProxy
    ? (user['NO_PROXY'] ?? user['no_proxy'] ?? withLoopback(''))
    : withLoopback('')
  const around = { NO_PROXY: direct, no_proxy: direct }
  if (keepProxy) return around
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']
  return { ...Object.fromEntries(names.map((name) => [name, trap])), ...around }
}

function defined(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
