// The variables that Claude Code gets, each with the reason for it; the only place that knows their names.
import { withHost } from '../config/endpoint.ts'
import type { StackConfig } from '../config/settings.ts'
import { type EnvChange, envChange } from './change.ts'

interface Variable {
  readonly why: string
  readonly secret?: true
  readonly value: (config: StackConfig, headers: Readonly<Record<string, string>>) => string | null
}

const on = (wished: boolean): string | null => (wished ? '1' : null)

export const variables = {
  CLAUDE_CODE_ENABLE_TELEMETRY: { why: 'turns the export on', value: () => '1' },
  OTEL_METRICS_EXPORTER: { why: 'unset means no metrics, without a warning', value: () => 'otlp' },
  OTEL_LOGS_EXPORTER: { why: 'unset means no events, without a warning', value: () => 'otlp' },
  OTEL_TRACES_EXPORTER: {
    why: 'traces, when asked for',
    value: ({ traces }) => (traces ? 'otlp' : null),
  },
  CLAUDE_CODE_ENHANCED_TELEMETRY_BETA: {
    why: 'without this beta switch traces are silently not sent',
    value: ({ traces }) => on(traces),
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    why: 'older clients fail without it, and one bad word silences every signal',
    value: ({ protocol }) => protocol,
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    why: 'base address, with its scheme: without one the client falls back to localhost:4318',
    value: addressOf,
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    why: 'what the endpoint asks for, such as a token',
    secret: true,
    value: ({ protocol }, headers) => headerLine(headers, protocol),
  },
  OTEL_EXPORTER_OTLP_COMPRESSION: {
    why: 'smaller requests for a far endpoint',
    value: ({ compression }) => (compression === 'gzip' ? 'gzip' : null),
  },
  NODE_EXTRA_CA_CERTS: {
    why: 'authority of the endpoint, for the HTTP protocols',
    value: (config) => (config.protocol === 'grpc' ? null : config['ca-file']),
  },
  OTEL_EXPORTER_OTLP_CERTIFICATE: {
    why: 'authority of the endpoint, for gRPC',
    value: (config) => (config.protocol === 'grpc' ? config['ca-file'] : null),
  },
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: {
    why: 'deltas: each point says what happened since the last, so totals are sums',
    value: ({ temporality }) => temporality,
  },
  OTEL_METRIC_EXPORT_INTERVAL: {
    why: 'idle sessions send nothing, so a short interval costs little and a killed one loses little',
    value: (config) => String(config['metrics-interval']),
  },
  OTEL_LOGS_EXPORT_INTERVAL: {
    why: 'how soon events are seen',
    value: (config) => String(config['logs-interval']),
  },
  OTEL_TRACES_EXPORT_INTERVAL: {
    why: 'how soon spans are seen',
    value: (config) => (config.traces ? String(config['traces-interval']) : null),
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    why: 'your own labels; a space would drop them from points, so values are percent-encoded',
    value: (config) => attributeLine(config['resource-attributes']),
  },
  OTEL_METRICS_INCLUDE_VERSION: {
    why: 'app.version on points',
    value: (config) => (config['include-version'] ? 'true' : null),
  },
  OTEL_METRICS_INCLUDE_ENTRYPOINT: {
    why: 'app.entrypoint on points',
    value: (config) => (config['include-entrypoint'] ? 'true' : null),
  },
  OTEL_METRICS_INCLUDE_REPOSITORY: {
    why: 'repository on points',
    value: (config) => (config['include-repository'] ? 'true' : null),
  },
  OTEL_LOG_USER_PROMPTS: { why: 'text of prompts', value: (config) => on(config['log-prompts']) },
  OTEL_LOG_ASSISTANT_RESPONSES: {
    why: 'text of answers; the client sends them along with prompts unless told not to',
    value: (config) => on(config['log-responses']) ?? (config['log-prompts'] ? '0' : null),
  },
  OTEL_LOG_TOOL_DETAILS: {
    why: 'commands, paths and names',
    value: (config) => on(config['log-tool-details']),
  },
  OTEL_LOG_TOOL_CONTENT: {
    why: 'input and output of tools',
    value: (config) => on(config['log-tool-content']),
  },
} as const satisfies Record<string, Variable>

export type VariableName = keyof typeof variables
const variableNames = Object.keys(variables) as readonly VariableName[]

export function isSecret(name: string): boolean {
  const known: Variable | undefined = Object.hasOwn(variables, name)
    ? variables[name as VariableName]
    : undefined
  return known?.secret === true
}

/** Only what has a value: names without one are left as the user has them. */
export function variablesFor(
  config: StackConfig,
  headers: Readonly<Record<string, string>>,
): EnvChange {
  const values = variableNames.map((name): [string, string | null] => {
    const variable: Variable = variables[name]
    return [name, variable.value(config, headers)]
  })
  return envChange(Object.fromEntries(values.filter(([, value]) => value !== null)))
}

/** Where our own engines listen; a later setting may move it. */
const ownEndpoint = { grpc: 'http://127.0.0.1:14317', http: 'http://127.0.0.1:14318' } as const

export function addressOf(config: StackConfig): string {
  const base = config.endpoint ?? (config.protocol === 'grpc' ? ownEndpoint.grpc : ownEndpoint.http)
  return config.host === null ? base : withHost(base, config.host)
}

/** Measured: over HTTP the client sends a value as it is written; over gRPC it decodes it, and cuts it at a ";". */
function headerLine(
  headers: Readonly<Record<string, string>>,
  protocol: StackConfig['protocol'],
): string | null {
  const entries = Object.entries(headers)
  const spelled = (value: string): string =>
    protocol === 'grpc' ? value.replace(/[%;]/g, encodeURIComponent) : value
  if (entries.length === 0) return null
  return entries.map(([name, value]) => `${name}=${spelled(value)}`).join(',')
}

function attributeLine(attributes: Readonly<Record<string, string>>): string | null {
  const entries = Object.entries(attributes)
  if (entries.length === 0) return null
  return entries.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join(',')
}

/** The change as it may be shown on a screen. */
export function masked(change: EnvChange): EnvChange {
  return change.map(({ name, value }) => ({
    name,
    value: isSecret(name) && value !== null ? '(secret)' : value,
  }))
}
