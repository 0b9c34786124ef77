// The proof with the real client at both versions: it tells the truth, and touches nothing of the user's.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { heldBy } from '../../src/probe/held.ts'
import { clientVersions, part } from '../bed.ts'
import { commands, healthy, user } from './user.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Name, variables in the user's settings, which signals arrive, reasons in order. */
const cases: readonly [string, Env, [metrics: boolean, logs: boolean], string[]][] = [
  ['everything right', {}, [true, true], []],
  ['over gRPC', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, [true, true], []],
  [
    'as JSON',
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' },
    [true, true],
    [],
  ],
  [
    'telemetry-off variables',
    { DISABLE_TELEMETRY: '1', OTEL_SDK_DISABLED: 'true', DO_NOT_TRACK: '1' },
    [true, true],
    [],
  ],
  ['protocol http', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http' }, [false, false], ['protocol-word']],
  [
    'protocol of one signal',
    { OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http' },
    [false, false],
    ['protocol-word'],
  ],
  ['exporter otlphttp', { OTEL_METRICS_EXPORTER: 'otlphttp' }, [false, false], ['exporter-word']],
  [
    'no exporter for metrics',
    { OTEL_METRICS_EXPORTER: undefined },
    [false, true],
    ['exporter-unset'],
  ],
  [
    'no exporter at all',
    { OTEL_METRICS_EXPORTER: undefined, OTEL_LOGS_EXPORTER: 'none' },
    [false, false],
    ['exporter-unset', 'exporter-unset'],
  ],
  ['console', { OTEL_LOGS_EXPORTER: 'console' }, [true, false], ['exporter-']],
  ['switched off', { CLAUDE_CODE_ENABLE_TELEMETRY: '0' }, [false, false], ['telemetry-off']],
  [
    'never switched on',
    { CLAUDE_CODE_ENABLE_TELEMETRY: undefined },
    [false, false],
    ['telemetry-off'],
  ],
  ['no endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: undefined }, [false, false], ['endpoint-unset']],
  ['an empty endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, [false, false], ['endpoint-unset']],
  [
    'no scheme',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector.example:4318' },
    [false, false],
    ['endpoint-scheme'],
  ],
  [
    'no scheme, gRPC',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    [false, false],
    ['endpoint-scheme'],
  ],
  [
    'path of one signal',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example/v1/metrics' },
    [false, false],
    ['endpoint-path', 'endpoint-path'],
  ],
  [
    'a far endpoint with a prefix',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example/otlp/?key=secret' },
    [true, true],
    [],
  ],
  [
    'an endpoint for metrics alone',
    { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://collector.example:4318' },
    [false, true],
    ['endpoint-path'],
  ],
  [
    'the same, written right',
    { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://collector.example/v1/metrics' },
    [true, true],
    [],
  ],
]

describe.each(clientVersions)('the client %s', (version) => {
  const isMissing = part(`claude-${version}`) === null

  test.skipIf(isMissing).for(cases)('%s', async ([, more, arrive, ids]) => {
    const { endpoint, home, prove, write } = await user()
    await write('.claude/settings.json', { ...commands(home), env: healthy(endpoint, more) })
    const result = await prove(version)
    expect(result).toMatchObject({
      provable: true,
      metrics: arrive[0],
      logs: arrive[1],
      exitCode: 0,
      version,
    })
    expect(result.reasons.map(({ id }) => id)).toEqual(ids.map((id) => expect.stringContaining(id)))
    expect(result.reason === null).toBe(ids.length === 0)
    expect(result.debugLines.join('\n')).toContain('isTelemetryEnabled=')
    expect(JSON.stringify(result)).not.toMatch(/secret|users-own/)
  })

  test.skipIf(isMissing)('variables of the shell alone', async () => {
    const { endpoint, prove } = await user()
    expect(await prove(version, {}, healthy(endpoint))).toMatchObject({
      metrics: true,
      logs: true,
      reasons: [],
    })
  })

  test.skipIf(isMissing)('the shell says on, the user settings say a bad word', async () => {
    const { endpoint, prove, write } = await user()
    await write('.claude/settings.json', { env: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http' } })
    const { reasons } = await prove(version, {}, healthy(endpoint))
    expect(reasons).toMatchObject([
      { id: 'protocol-word', value: 'http', signals: ['metrics', 'logs'] },
    ])
    expect(reasons[0]?.variables).toContain('OTEL_EXPORTER_OTLP_PROTOCOL')
  })

  test.skipIf(isMissing)('a project that turns metrics off', async () => {
    const { endpoint, home, prove, write } = await user()
    await write('.claude/settings.json', { env: healthy(endpoint) })
    await write('work/.claude/settings.json', {
      ...commands(home),
      env: { OTEL_METRICS_EXPORTER: 'none' },
    })
    const result = await prove(version, { project: join(home, 'work') })
    expect(result).toMatchObject({
      metrics: false,
      logs: true,
      reasons: [{ id: 'exporter-unset', signals: ['metrics'] }],
    })
  })

  test.skipIf(isMissing)('a headers helper that fails', async () => {
    const { endpoint, prove, write } = await user()
    await write('.claude/settings.json', {
      otelHeadersHelper: 'echo token=geheim >&2; exit 7',
      env: healthy(endpoint),
    })
    const result = await prove(version)
    expect(result).toMatchObject({
      metrics: false,
      logs: false,
      reasons: [{ id: 'headers-helper' }],
    })
    expect(JSON.stringify(result)).not.toContain('geheim')
  })

  test.skipIf(isMissing)('a headers helper that works keeps its way outside', async () => {
    const { endpoint, prove, proxy, write } = await user()
    const helper = `test "$HTTPS_PROXY" = "${proxy}" && echo '{"authorization":"Bearer geheim"}'`
    await write('.claude/settings.json', { otelHeadersHelper: helper, env: healthy(endpoint) })
    expect(await prove(version)).toMatchObject({ metrics: true, logs: true })
  })

  test.skipIf(isMissing)('settings that the client skips whole', async () => {
    const { endpoint, prove, write } = await user()
    await write(
      '.claude/settings.json',
      `{\n  // mine\n  "env": ${JSON.stringify(healthy(endpoint))}\n}`,
    )
    const result = await prove(version)
    expect(result).toMatchObject({ metrics: false, logs: false })
    expect(['telemetry-off', 'settings-refused']).toContain(result.reasons[0]?.id)
  })

  test.skipIf(isMissing)("variables in the client's own state", async () => {
    const { endpoint, prove, write } = await user()
    await write('.claude.json', {
      env: healthy(endpoint),
      oauthAccount: { accessToken: 'secret' },
      mcpServers: { bad: { command: 'false' } },
    })
    expect(await prove(version)).toMatchObject({ metrics: true, logs: true })
    // A file by its old name goes before it.
    await write('.claude/.config.json', { env: { CLAUDE_CODE_ENABLE_TELEMETRY: '0' } })
    expect(await prove(version)).toMatchObject({
      metrics: false,
      reasons: [{ id: 'telemetry-off', value: '0' }],
    })
  })

  test.skipIf(isMissing)('managed settings that fix the endpoint: nothing is run', async () => {
    const { prove, write } = await user()
    const line = '2026-01-01T00:00:00.000Z [DEBUG] [3P telemetry]'
    await write(
      '.claude/debug/older.txt',
      `${line} isTelemetryEnabled=true\n${line} First logs export: FAILED (connect ECONNREFUSED)\n`,
    )
    const result = await prove(version, { held: heldBy(['OTEL_EXPORTER_OTLP_ENDPOINT']) })
    expect(result).toMatchObject({
      provable: false,
      metrics: null,
      logs: false,
      exitCode: null,
      version: null,
    })
    expect(result.reasons.map(({ id }) => id)).toEqual(['managed', 'export-failed'])
  })
})

test('a program that is not the client, and one that is not there', async () => {
  const { endpoint, home, prove, write } = await user()
  await write('.claude/settings.json', { env: healthy(endpoint) })
  await mkdir(join(home, 'bin'), { recursive: true })
  const wrong = await prove('2.1.329', { client: '/bin/false' })
  expect(wrong).toMatchObject({
    metrics: false,
    logs: false,
    exitCode: 1,
    reasons: [{ id: 'client-failed' }],
  })
  const none = await prove('2.1.329', { client: join(home, 'bin', 'claude') })
  expect(none).toMatchObject({
    metrics: false,
    logs: false,
    exitCode: null,
    reasons: [{ id: 'client-failed' }],
  })
  const slow = await prove('2.1.329', { client: '/bin/sh', limit: 300 })
  expect(slow.reasons[0]?.id).toBe('client-failed')
})
