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

it('freezes the wish', () => {
  const config = stackConfig(resolve(nothing))
  expect(Object.isFrozen(config)).toBe(true)
  expect(Object.keys(config)).toEqual([...settingKeys])
})
