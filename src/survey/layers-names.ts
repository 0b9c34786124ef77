// Which variables matter to telemetry, which are secret, and which a project may not set.

const others = new Set([
  'BETA_TRACING_ENDPOINT',
  'ENABLE_BETA_TRACING_DETAILED',
  'ENABLE_ENHANCED_TELEMETRY_BETA',
  'DISABLE_TELEMETRY',
  'DISABLE_ERROR_REPORTING',
  'DO_NOT_TRACK',
  'NODE_EXTRA_CA_CERTS',
  'ANTHROPIC_BASE_URL',
  'https_proxy',
  'HTTPS_PROXY',
  'http_proxy',
  'HTTP_PROXY',
  'no_proxy',
  'NO_PROXY',
])

const ownSwitches =
  /^CLAUDE_CODE_(?:USE_\w+|ENABLE_TELEMETRY|ENHANCED_TELEMETRY_BETA|DISABLE_NONESSENTIAL_TRAFFIC|OTEL_\w+|CLIENT_(?:CERT|KEY|KEY_PASSPHRASE))$/

/** All that is kept of a layer: the rest of an environment is nobody's business here. */
export function matters(name: string): boolean {
  return name.startsWith('OTEL_') || others.has(name) || ownSwitches.test(name)
}

export function isSecretName(name: string): boolean {
  return /HEADERS$|_TOKEN|_SECRET|PASSPHRASE|PASSWORD|API_KEY|CLIENT_KEY/.test(name)
}

/** A value fit to be shown: secrets and what an address may hide are left out. */
export function shown(name: string, value: string): string {
  if (isSecretName(name)) return '(hidden)'
  const address = value.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)?[^/\s@]*@/i, '$1(hidden)@')
  const short = address.replace(/([?#]).*$/s, '$1(hidden)')
  return JSON.stringify(short.length > 120 ? `${short.slice(0, 117)}…` : short).slice(1, -1)
}

const projectForbidden = new Set([
  'CLAUDE_CODE_ENABLE_TELEMETRY',
  'CLAUDE_CODE_ENHANCED_TELEMETRY_BETA',
  'ENABLE_ENHANCED_TELEMETRY_BETA',
  'ENABLE_BETA_TRACING_DETAILED',
  'BETA_TRACING_ENDPOINT',
  'OTEL_METRICS_EXPORTER',
  'OTEL_LOGS_EXPORTER',
  'OTEL_TRACES_EXPORTER',
  'OTEL_EXPORTER_PROMETHEUS_HOST',
  'OTEL_EXPORTER_PROMETHEUS_PORT',
  'OTEL_LOG_USER_PROMPTS',
  'OTEL_LOG_ASSISTANT_RESPONSES',
  'OTEL_LOG_TOOL_CONTENT',
  'OTEL_LOG_TOOL_DETAILS',
  'OTEL_LOG_RAW_API_BODIES',
  'OTEL_LOG_MANAGED_SETTINGS',
  'OTEL_RESOURCE_INCLUDE_HOST',
])

const forbiddenEnd =
  /^OTEL_EXPORTER_OTLP_.*_?(?:ENDPOINT|HEADERS|PROTOCOL|CERTIFICATE|CLIENT_KEY|INSECURE)$/
const selectors = /^OTEL_(?:METRICS|LOGS|TRACES)_EXPORTER$/
const contentFlags = /^OTEL_LOG_(?:USER_PROMPTS|TOOL_CONTENT|TOOL_DETAILS)$/

/** Since 2.1.282 a project may only turn things off, and only where the shell says nothing. */
export function projectMaySet(name: string, value: string, inShell: boolean): boolean {
  if (!projectForbidden.has(name) && !forbiddenEnd.test(name)) return true
  if (inShell) return false
  if (selectors.test(name)) return value.trim() === 'none'
  return contentFlags.test(name) && isOff(value)
}

/** The words that the client takes for yes. */
export function isOn(value: string | null): boolean {
  return value !== null && /^(?:1|true|yes|on)$/i.test(value.trim())
}

export function isOff(value: string): boolean {
  return /^(?:0|false|no|off)$/i.test(value.trim())
}
