// What the client writes about itself → why nothing arrives: lines as both versions wrote them.
import { describe, expect, test } from 'vitest'
import { debugFacts, telemetryLines } from '../../src/probe/debug-lines.ts'
import { reasonsFor, type Seen } from '../../src/probe/reason.ts'
import { fromLog } from '../../src/probe/unprovable.ts'

const line = (text: string, level = 'DEBUG'): string =>
  `2026-11-21T10:29:13.960Z [${level}] [3P telemetry] ${text}`
const readers = (types: string): string =>
  line(
    `getOtlpReaders: types=[${types}], interval=10000, protocol=http/protobuf, endpoint=http://127.0.0.1:1`,
  )
const logs = (types: string): string =>
  line(`getOtlpLogExporters: types=[${types}], protocol=http/protobuf, endpoint=http://127.0.0.1:1`)
const on = line('isTelemetryEnabled=true (CLAUDE_CODE_ENABLE_TELEMETRY=1)')

const quiet = {
  timedOut: false,
  exitCode: 0,
  fault: null,
  asked: true,
  complaint: null,
  refusedSettings: null,
} as const

function seen(lines: readonly string[], more: Partial<Seen> = {}): Seen {
  return {
    ...quiet,
    debug: debugFacts(lines.join('\n')),
    arrivals: { metrics: [], logs: [] },
    ...more,
  }
}

const started = [on, readers('"otlp"'), logs('"otlp"')]

describe('reasons', () => {
  test.each<[string, Seen, string[]]>([
    ['all arrived', seen(started, { arrivals: { metrics: ['meant'], logs: ['meant'] } }), []],
    [
      'off',
      seen([line('isTelemetryEnabled=false (CLAUDE_CODE_ENABLE_TELEMETRY=0)')]),
      ['telemetry-off metrics,logs 0'],
    ],
    [
      'never on',
      seen([line('isTelemetryEnabled=false (CLAUDE_CODE_ENABLE_TELEMETRY=undefined)')]),
      ['telemetry-off metrics,logs null'],
    ],
    [
      'settings not used',
      seen([line('isTelemetryEnabled=false (CLAUDE_CODE_ENABLE_TELEMETRY=undefined)')], {
        refusedSettings: 'settings.json: bad',
      }),
      ['settings-refused metrics,logs null'],
    ],
    [
      'helper',
      seen([
        ...started,
        '2026 [ERROR] Error getting OpenTelemetry headers from otelHeadersHelper (in settings): exited 1',
      ]),
      ['headers-helper metrics,logs null'],
    ],
    [
      'elsewhere',
      seen(started, { arrivals: { metrics: ['unset'], logs: ['malformed'] } }),
      ['endpoint-unset metrics null', 'endpoint-scheme logs null'],
    ],
    [
      'refused, new',
      seen([...started, line('First logs export: FAILED (connect ECONNREFUSED 127.0.0.1:9)')]),
      ['export-failed metrics,logs null'],
    ],
    [
      'no start',
      seen([], { fault: 'ENOENT', exitCode: null }),
      ['client-failed metrics,logs null'],
    ],
    [
      'no telemetry lines',
      seen([], { exitCode: 1, asked: false, complaint: 'unknown option' }),
      ['client-failed metrics,logs null'],
    ],
    [
      'too slow',
      seen(started, { timedOut: true, exitCode: null }),
      ['client-slow metrics,logs null'],
    ],
    ['no idea', seen(started), ['unknown metrics,logs null']],
    [
      'only prometheus',
      seen([on, readers('"prometheus"'), logs('"otlp"')], {
        arrivals: { metrics: [], logs: ['meant'] },
      }),
      ['exporter-other metrics prometheus'],
    ],
  ])('%s', (_, given, expected) => {
    expect(
      reasonsFor(given).map(({ id, signals, value }) => `${id} ${signals.join()} ${value}`),
    ).toEqual(expected)
  })

  test.each([
    [
      'Unknown protocol set in OTEL_EXPORTER_OTLP_METRICS_PROTOCOL or OTEL_EXPORTER_OTLP_PROTOCOL env var: http',
      'protocol-word',
      'http',
      2,
    ],
    [
      'Unknown protocol set in OTEL_EXPORTER_OTLP_METRICS_PROTOCOL or OTEL_EXPORTER_OTLP_PROTOCOL env var: undefined',
      'protocol-word',
      null,
      2,
    ],
    ['Unknown exporter type set in OTEL_LOGS_EXPORTER env var: OTLP', 'exporter-word', 'OTLP', 1],
    [
      'Unknown exporter type set in OTEL_EXPORTER_OTLP_METRICS_PROTOCOL or OTEL_EXPORTER_OTLP_PROTOCOL env var: x',
      'exporter-word',
      'x',
      1,
    ],
    ['something new', 'init-failed', null, 0],
  ])('init failed: %s', (text, id, value, variables) => {
    const [reason, ...more] = reasonsFor(
      seen([on, line(`Telemetry init failed: ${text}`, 'ERROR')]),
    )
    expect(reason).toMatchObject({ id, value, signals: ['metrics', 'logs'] })
    expect(reason?.variables).toHaveLength(variables)
    expect(more).toEqual([])
  })
})

describe('lines', () => {
  const diag = line(
    'OTEL diag error: {"message":"PeriodicExportingMetricReader: metrics export failed (error Error: connect ECONNREFUSED 127.0.0.1:9)","stack":"at secret"}',
    'ERROR',
  )

  test('only those about telemetry, without a stack, and the older client is understood too', () => {
    const text = ['2026 [DEBUG] something else', ...started, diag].join('\r\n')
    expect(telemetryLines(text)).toHaveLength(4)
    expect(telemetryLines(text).at(-1)).not.toContain('secret')
    expect(debugFacts(text)).toMatchObject({
      enabled: true,
      metricsExporters: ['otlp'],
      exportFailure: 'connect ECONNREFUSED 127.0.0.1:9',
    })
  })

  test.each([
    line(
      'getOtlpReaders: types=["otlp"], interval=1, protocol=grpc, endpoint=https://me:geheim@host:1/geheim?k=geheim',
    ),
    line('First logs export: FAILED (Unauthorized, Authorization: Bearer geheim)'),
    '2026 [ERROR] Error getting OpenTelemetry headers from otelHeadersHelper (in settings): exited 1: token geheim',
    line('First logs export: FAILED (exited 1: geheim)'),
  ])('no secret in %s', (given) => {
    expect(telemetryLines(given)).toHaveLength(1)
    expect(telemetryLines(given).join()).not.toContain('geheim')
  })

  test('never endless', () => {
    const [long] = telemetryLines(line('x'.repeat(9_000)))
    expect(long?.length).toBeLessThanOrEqual(300)
    expect(telemetryLines(Array(999).fill(on).join('\n'))).toHaveLength(40)
  })
})

test('not provable: what the client wrote by itself, and no guess', () => {
  const held = { endpoint: true, api: false, server: false }
  expect(fromLog(null, held)).toMatchObject({
    provable: false,
    metrics: null,
    logs: null,
    debugFile: null,
    reasons: [{ id: 'managed' }],
  })
  const text = [...started, line('First logs export: SUCCESS')].join('\n')
  expect(fromLog({ path: '/d', text }, held)).toMatchObject({
    provable: false,
    metrics: null,
    logs: true,
    debugFile: '/d',
    reasons: [{ id: 'managed' }],
  })
  const bad = [
    on,
    line('Telemetry init failed: Unknown exporter type set in OTEL_LOGS_EXPORTER env var: x'),
  ].join('\n')
  expect(fromLog({ path: '/d', text: bad }, held)).toMatchObject({
    metrics: false,
    logs: false,
    reasons: [{ id: 'managed' }, { id: 'exporter-word' }],
  })
})
