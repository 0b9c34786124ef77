// Which variables the client must not get while it is proved: they lead to a model, to an account, or outside.

const toTheModel =
  /^(?:ANTHROPIC_|CLAUDE_CODE_(?:USE_|SKIP_\w+_AUTH$|OAUTH|API_KEY|API_BASE|SESSION_ACCESS_TOKEN|GATEWAY)|AWS_BEARER_TOKEN_BEDROCK$|BEDROCK_|VERTEX_|CLOUD_ML_REGION$)/

/** A client that was started by another one takes itself for a part of it. */
const ofASession =
  /^(?:CLAUDECODE|CLAUDE_CONFIG_DIR|CLAUDE_CODE_(?:TMPDIR|ENTRYPOINT|SSE_PORT|SESSION_ID|CHILD_SESSION|REMOTE\w*|PARENT\w*)|CLAUDE_TMPDIR|TRACEPARENT|TRACESTATE)$/

/** Writes what was said into a folder, or opens a port for everybody: the proof must leave nothing behind. */
const sideEffect =
  /^(?:OTEL_LOG_RAW_API_BODIES|OTEL_EXPORTER_PROMETHEUS_(?:HOST|PORT)|CLAUDE_CODE_DEBUG_LOGS_DIR)$/

const proxy = /^(?:https?|all)_proxy$/i
const direct = /^no_proxy$/i

export function isProxy(name: string): boolean {
  return proxy.test(name)
}

export function isDirect(name: string): boolean {
  return direct.test(name)
}

export function leadsToTheModel(name: string): boolean {
  return toTheModel.test(name)
}

export function mustGo(name: string): boolean {
  return toTheModel.test(name) || ofASession.test(name) || sideEffect.test(name)
}
