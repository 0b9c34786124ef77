// The variables that a wish leads to: the contract's own list, and each thing that is only there on request.
import { describe, expect, it } from 'vitest'
import { resolve, stackConfig } from '../../src/config/resolve.ts'
import type { SettingKey } from '../../src/config/settings.ts'
import { isSecret, variablesFor } from '../../src/env/variables.ts'

function spoken(
  flags: Partial<Record<SettingKey, string | boolean>>,
  headers = {},
): Record<string, string | null> {
  const change = variablesFor(stackConfig(resolve({ flags, env: {}, saved: {} })), headers)
  return Object.fromEntries(change.map(({ name, value }) => [name, value]))
}

const plain = {
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:14318',
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_LOGS_EXPORT_INTERVAL: '5000',
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_METRIC_EXPORT_INTERVAL: '10000',
}

it('says what the contract lists, and nothing that reveals more', () => {
  expect(spoken({})).toEqual(plain)
})

describe('on request only', () => {
  it.each([
    [{ endpoint: 'http://a:1' }, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:1' }],
    [{ endpoint: 'http://a:1', host: 'b' }, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b:1' }],
    [{ host: 'b' }, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b:14318' }],
    [
      { protocol: 'grpc' },
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:14317',
      },
    ],
    [
      { traces: true },
      {
        OTEL_TRACES_EXPORTER: 'otlp',
        CLAUDE_CODE_ENHANCED_TELEMETRY_BETA: '1',
        OTEL_TRACES_EXPORT_INTERVAL: '5000',
      },
    ],
    [{ 'ca-file': '/ca.pem' }, { NODE_EXTRA_CA_CERTS: '/ca.pem' }],
    [{ 'log-prompts': 'yes' }, { OTEL_LOG_USER_PROMPTS: '1', OTEL_LOG_ASSISTANT_RESPONSES: '0' }],
    [
      { 'log-prompts': true, 'log-responses': true },
      { OTEL_LOG_USER_PROMPTS: '1', OTEL_LOG_ASSISTANT_RESPONSES: '1' },
    ],
    [{ 'log-responses': true }, { OTEL_LOG_ASSISTANT_RESPONSES: '1' }],
    [{ 'log-tool-details': true }, { OTEL_LOG_TOOL_DETAILS: '1' }],
    [
      { 'resource-attributes': 'team=a b,x=ü' },
      { OTEL_RESOURCE_ATTRIBUTES: 'team=a%20b,x=%C3%BC' },
    ],
    [{ compression: 'gzip' }, { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }],
  ] as const)('%j', (flags, more) => expect(spoken(flags)).toEqual({ ...plain, ...more }))
})

it('writes headers the way the client reads them, and marks them as secret', () => {
  const headers = { Authorization: 'Bearer x', 'X-Team': 'core' }
  expect(spoken({}, headers)['OTEL_EXPORTER_OTLP_HEADERS']).toBe(
    'Authorization=Bearer x,X-Team=core',
  )
  expect(spoken({}, { A: '50% b;c' })['OTEL_EXPORTER_OTLP_HEADERS']).toBe('A=50% b;c')
  const overGrpc = spoken({ protocol: 'grpc' }, { A: '50% b;c=', B: 'x' })
  expect(overGrpc['OTEL_EXPORTER_OTLP_HEADERS']).toBe('A=50%25 b%3Bc=,B=x')
  expect(isSecret('OTEL_EXPORTER_OTLP_HEADERS')).toBe(true)
  expect(isSecret('OTEL_EXPORTER_OTLP_ENDPOINT')).toBe(false)
  expect(isSecret('toString')).toBe(false)
})
