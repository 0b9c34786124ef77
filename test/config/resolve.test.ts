// Precedence, sources, and what is refused on the way to a complete wish.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolve, saveable, stackConfig, withAnswers } from '../../src/config/resolve.ts'
import { variableOf } from '../../src/config/setting.ts'
import { settingKeys, settings } from '../../src/config/settings.ts'
import { Problem } from '../../src/errors.ts'

const nothing = { flags: {}, env: {}, saved: {} }

describe('precedence', () => {
  it('is flag, environment, saved file, default, whatever is present', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (flag, env, saved) => {
        const known = resolve({
          flags: flag ? { 'metrics-interval': '1001' } : {},
          env: env ? { CLAUDE_TELEMETRY_METRICS_INTERVAL: '1002' } : {},
          saved: saved ? { 'metrics-interval': 1003 } : {},
        })['metrics-interval']
        const expected = flag
          ? [1001, 'flag']
          : env
            ? [1002, 'environment']
            : saved
              ? [1003, 'file']
              : [10_000, 'default']
        expect([known.value, known.source]).toEqual(expected)
      }),
    )
  })

  it('takes an empty variable as not set', () => {
    const known = resolve({ ...nothing, env: { CLAUDE_TELEMETRY_ENDPOINT: '' } })
    expect(known.endpoint).toEqual({ value: null, source: 'default' })
  })

  it('lets an answer of the wizard fill a setting', () => {
    const known = withAnswers(resolve(nothing), { endpoint: 'http://127.0.0.1:1' })
    expect(known.endpoint).toEqual({ value: 'http://127.0.0.1:1', source: 'answer' })
    expect(saveable(known)).toEqual({ endpoint: 'http://127.0.0.1:1' })
  })
})

describe('every setting', () => {
  it.each(settingKeys)('%s accepts its own default and names its variable', (key) => {
    expect(settings[key].schema.safeParse(settings[key].default).success).toBe(true)
    expect(variableOf(key)).toMatch(/^CLAUDE_TELEMETRY_[A-Z_]+$/)
  })
})

describe('refusals', () => {
  it.each([
    [
      'endpoint',
      'localhost:4318',
      /--endpoint: "localhost:4318" is not accepted: it has no scheme/,
    ],
    ['protocol', 'http', /--protocol: "http" is not accepted/],
    ['metrics-interval', '10s', /--metrics-interval: "10s" is not accepted/],
    ['metrics-interval', '1', /--metrics-interval/],
    ['traces', 'perhaps', /--traces: "perhaps" is not accepted/],
    ['resource-attributes', 'team', /--resource-attributes/],
    ['resource-attributes', 'a b=c', /--resource-attributes/],
    ['resource-attributes', 'größe=1', /--resource-attributes/],
    ['resource-attributes', 'a%b=1', /--resource-attributes/],
    ['resource-attributes', `a=${'x'.repeat(256)}`, /longer than 255/],
    ['resource-attributes', `a=${'ü'.repeat(43)}`, /longer than 255/],
    ['resource-attributes', 'a=half \uD83E', /--resource-attributes/],
    ['host', 'a/b', /--host/],
  ] as const)('%s=%s', (key, text, message) => {
    const refused = (): unknown => resolve({ ...nothing, flags: { [key]: text } })
    expect(refused).toThrow(message)
    expect(refused).toThrow(Problem)
  })

  it('does not echo a password typed into an address', () => {
    expect(() => resolve({ ...nothing, flags: { endpoint: 'http://me:hunter2@host' } })).toThrow(
      /^(?!.*hunter2)/,
    )
  })

  it('names the variable when the variable is wrong', () => {
    expect(() => resolve({ ...nothing, env: { CLAUDE_TELEMETRY_PROTOCOL: 'udp' } })).toThrow(
      /CLAUDE_TELEMETRY_PROTOCOL/,
    )
  })

  it('wants an endpoint for the remote engine', () => {
    expect(() => stackConfig(resolve({ ...nothing, flags: { engine: 'remote' } }))).toThrow(
      /needs the address/,
    )
  })
})

describe('wishes that the client cannot fulfil together', () => {
  const wished = (flags: Record<string, string | boolean>) => (): unknown =>
    stackConfig(resolve({ ...nothing, flags }))

  it('content of tools travels on spans', () => {
    expect(wished({ 'log-tool-content': true })).toThrow(/on spans/)
    expect(wished({ 'log-tool-content': true, traces: true })).not.toThrow()
  })

  it.each(['https://127.0.0.1:4317', 'https://[::1]:4317', 'https://127.1:4317'])(
    'gRPC with TLS to the bare address %s',
    (endpoint) => {
      expect(wished({ protocol: 'grpc', endpoint })).toThrow(/bare address/)
      expect(wished({ protocol: 'grpc', endpoint, host: 'localhost' })).not.toThrow()
      expect(wished({ protocol: 'http/json', endpoint })).not.toThrow()
      expect(wished({ protocol: 'grpc', endpoint: endpoint.replace('s:', ':') })).not.toThrow()
    },
  )

  it('gRPC with TLS to a host that is a bare address', () => {
    const flags = { protocol: 'grpc', endpoint: 'https://collector.example:4317' }
    expect(wished(flags)).not.toThrow()
    expect(wished({ ...flags, host: '10.0.0.1' })).toThrow(/bare address/)
  })

  it('answers alone are one of the things it can send', () => {
    expect(wished({ 'log-responses': true })).not.toThrow()
  })
})

it('freezes the wish', () => {
  const config = stackConfig(resolve(nothing))
  expect(Object.isFrozen(config)).toBe(true)
  expect(Object.keys(config)).toEqual([...settingKeys])
})
