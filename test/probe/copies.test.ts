// The copies that the client is proved with: the user's effect, without the user's addresses, keys and commands.
import { describe, expect, test } from 'vitest'
import { clientEnv } from '../../src/probe/client-env.ts'
import { redirected } from '../../src/probe/destination.ts'
import { envCopy } from '../../src/probe/env-copy.ts'
import { heldBy, heldText, isHeld } from '../../src/probe/held.ts'
import { settingsCopy, stateCopy } from '../../src/probe/settings-copy.ts'

const ports = { meant: 1001, malformed: 1002, unset: 1003 }
const detour = { ports, keepProxy: false }
const generic = 'OTEL_EXPORTER_OTLP_ENDPOINT'
const own = 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'

test.each([
  [generic, 'http://host:4318', 'http://127.0.0.1:1001'],
  [generic, ' https://user:pass@host/a/b/?k=secret#x ', 'http://127.0.0.1:1001/a/b/'],
  [generic, 'http://host?k=secret', 'http://127.0.0.1:1001'],
  [generic, 'HTTPS://HOST/v1/metrics', 'http://127.0.0.1:1001/v1/metrics'],
  [generic, 'http://[::1]:4318/', 'http://127.0.0.1:1001/'],
  [generic, 'localhost:4318', 'http://127.0.0.1:1002'],
  [generic, 'host', 'http://127.0.0.1:1002'],
  [generic, 'http:/host', 'http://127.0.0.1:1002'],
  [generic, 'http://', 'http://127.0.0.1:1002'],
  [generic, 'unix:///run/otel.sock', 'http://127.0.0.1:1002'],
  [generic, '', 'http://127.0.0.1:1003'],
  [own, ' ', ''],
  [own, 'http://host:4318', 'http://127.0.0.1:1001'],
])('%s=%s leads to %s', (name, value, expected) => {
  expect(redirected(name, value, ports)).toBe(expected)
})

describe('variables', () => {
  const kept = {
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http',
    OTEL_METRICS_EXPORTER: 'otlphttp',
    GITHUB_TOKEN: 'x',
    CLAUDE_CODE_ENABLE_TELEMETRY: 1,
  }

  test('what decides the export stays, what leads to a model or a session goes', () => {
    const gone = {
      ANTHROPIC_API_KEY: 'k',
      ANTHROPIC_AUTH_TOKEN: 'k',
      ANTHROPIC_BASE_URL: 'u',
      ANTHROPIC_CUSTOM_HEADERS: 'h',
      CLAUDE_CODE_OAUTH_TOKEN: 'k',
      CLAUDE_CODE_USE_BEDROCK: '1',
      CLAUDE_CODE_USE_VERTEX: '1',
      CLAUDE_CODE_SKIP_BEDROCK_AUTH: '1',
      AWS_BEARER_TOKEN_BEDROCK: 'k',
      CLAUDECODE: '1',
      CLAUDE_CODE_ENTRYPOINT: 'cli',
      CLAUDE_CONFIG_DIR: '/x',
      OTEL_LOG_RAW_API_BODIES: 'file:/x',
      HTTPS_PROXY: 'http://p',
      http_proxy: 'http://p',
      NO_PROXY: '*',
    }
    expect(envCopy({ ...kept, ...gone }, detour)).toEqual(kept)
  })

  test('with a headers helper the way outside stays, and loopback goes around it', () => {
    const env = { HTTPS_PROXY: 'http://p', NO_PROXY: 'corp', no_proxy: '' }
    const copy = envCopy(env, { ports, keepProxy: true })
    expect(copy).toEqual({
      HTTPS_PROXY: 'http://p',
      NO_PROXY: 'corp,127.0.0.1,localhost',
      no_proxy: '127.0.0.1,localhost',
    })
  })

  test('the environment leads to us, whatever it was', () => {
    const stand = { detour, api: 1004, config: '/c', temporary: '/t' }
    const env = clientEnv(
      {
        PATH: '/bin',
        HOME: '/h',
        NOT_THERE: undefined,
        HTTP_PROXY: 'http://p',
        ANTHROPIC_BASE_URL: 'u',
      },
      stand,
    )
    expect(env).toMatchObject({
      PATH: '/bin',
      HOME: '/h',
      CLAUDE_CONFIG_DIR: '/c',
      CLAUDE_CODE_TMPDIR: '/t',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:1004',
      HTTP_PROXY: 'http://127.0.0.1:1004',
      https_proxy: 'http://127.0.0.1:1004',
      NO_PROXY: '127.0.0.1,localhost',
      [generic]: 'http://127.0.0.1:1003',
    })
    expect(env).not.toHaveProperty('NOT_THERE')
    expect(clientEnv({ [generic]: 'http://host' }, stand)[generic]).toBe('http://127.0.0.1:1001')
  })
})

describe('settings', () => {
  const copyOf = (settings: unknown): unknown =>
    JSON.parse(settingsCopy(JSON.stringify(settings), detour).text)

  test('nothing in the copy runs, asks or signs in', () => {
    const copy = copyOf({
      env: { [generic]: 'http://host', OTEL_LOGS_EXPORTER: 'otlp' },
      otelHeadersHelper: 'helper',
      permissions: { deny: ['Read'] },
      hooks: { Stop: [] },
      statusLine: { type: 'command' },
      enabledPlugins: { a: true },
      mcpServers: {},
      apiKeyHelper: 'k',
      awsAuthRefresh: 'a',
      forceLoginMethod: 'console',
      model: 'opus',
      disableAllHooks: false,
      cleanupPeriodDays: 3,
    })
    expect(copy).toEqual({
      env: { [generic]: 'http://127.0.0.1:1001', OTEL_LOGS_EXPORTER: 'otlp' },
      otelHeadersHelper: 'helper',
      permissions: { deny: ['Read'] },
      disableAllHooks: true,
      cleanupPeriodDays: 3,
    })
  })

  test('what makes the client skip a file makes it skip the copy', () => {
    for (const text of ['{ // comment\n}', '{"env":{},}', '[]', '"x"', 'null', '{']) {
      expect(() => JSON.parse(settingsCopy(text, detour).text), text).toThrow()
    }
    for (const bad of [
      { env: 'x' },
      { permissions: 'x' },
      { statusLine: 'x' },
      { enabledPlugins: [] },
      { model: 5 },
      { otelHeadersHelper: 5 },
    ]) {
      expect(copyOf(bad)).toMatchObject(bad)
    }
  })

  test('an empty file and a mark of byte order are no fault', () => {
    expect(settingsCopy('\uFEFF', detour).text).toBe('')
    expect(JSON.parse(settingsCopy('\uFEFF{"env":{"A":"1"}}', detour).text)).toMatchObject({
      env: { A: '1' },
    })
  })

  test("of the client's own state only the variables are copied", () => {
    const state = {
      oauthAccount: { x: 1 },
      primaryApiKey: 'k',
      mcpServers: {},
      projects: {},
      userID: 'u',
      env: { [generic]: 'http://host' },
    }
    expect(JSON.parse(stateCopy(JSON.stringify(state), detour))).toEqual({
      hasCompletedOnboarding: true,
      env: { [generic]: 'http://127.0.0.1:1001' },
    })
    expect(JSON.parse(stateCopy('broken', detour))).toEqual({ hasCompletedOnboarding: true })
  })
})

test.each([
  [['OTEL_EXPORTER_OTLP_ENDPOINT'], { endpoint: true, api: false }],
  [['OTEL_EXPORTER_OTLP_LOGS_ENDPOINT'], { endpoint: true, api: false }],
  [['OTEL_EXPORTER_OTLP_HEADERS'], { endpoint: true, api: false }],
  [['ANTHROPIC_BASE_URL'], { endpoint: false, api: true }],
  [['CLAUDE_CODE_USE_BEDROCK'], { endpoint: false, api: true }],
  [['HTTPS_PROXY'], { endpoint: false, api: false }],
  [['HTTPS_PROXY', 'NO_PROXY'], { endpoint: false, api: false }],
  [['HTTPS_PROXY', 'NO_PROXY', 'no_proxy'], { endpoint: false, api: true }],
  [
    ['CLAUDE_CODE_ENABLE_TELEMETRY', 'OTEL_METRICS_EXPORTER', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
    { endpoint: false, api: false },
  ],
])('managed settings with %j', (names, expected) => {
  const held = heldBy(names)
  expect(held).toEqual({ ...expected, server: false })
  expect(isHeld(held)).toBe(expected.endpoint || expected.api)
  expect(isHeld(heldBy([], ['CLAUDE_CODE_ENABLE_TELEMETRY']))).toBe(true)
  expect(heldText(held)).toMatch(/^Not provable here/)
})
