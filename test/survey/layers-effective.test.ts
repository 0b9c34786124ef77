import { describe, expect, it } from 'vitest'
import { effective } from '../../src/survey/layers-effective.ts'
import { facts, layer, ours } from './traps-facts.ts'

const endpoint = 'OTEL_EXPORTER_OTLP_ENDPOINT'
const metricsEndpoint = 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'
const selector = 'OTEL_METRICS_EXPORTER'
const layers = (...given: Parameters<typeof layer>[]) => given.map((one) => layer(...one))
const now = [2, 1, 329] as const
const old = [2, 1, 197] as const

describe('which layer wins', () => {
  it('is the first in the order of precedence, and the rest are listed as beaten', () => {
    const all = layers(
      ['managed', { [endpoint]: 'm' }],
      ['user', { [endpoint]: 'u' }],
      ['shell', { [endpoint]: 's' }],
    )
    const won = effective(all, now)[endpoint]
    expect([won?.value, won?.layer?.name]).toEqual(['m', 'managed'])
    expect(won?.overridden.map(({ value, layer: { name } }) => [value, name])).toEqual([
      ['u', 'user'],
      ['s', 'shell'],
    ])
  })

  // Every row was measured with the real client.
  const rows: [
    string,
    string,
    Record<string, string>,
    string,
    Record<string, string>,
    Record<string, string>,
    string | null,
  ][] = [
    [
      'a project cannot set the endpoint',
      endpoint,
      { [endpoint]: 'p' },
      'now',
      { [endpoint]: 'u' },
      {},
      'u',
    ],
    ['an old client lets it', endpoint, { [endpoint]: 'p' }, 'old', { [endpoint]: 'u' }, {}, 'p'],
    [
      'a project may write none',
      selector,
      { [selector]: 'none' },
      'now',
      { [selector]: 'otlp' },
      {},
      'none',
    ],
    [
      'with blanks too',
      selector,
      { [selector]: ' none ' },
      'now',
      { [selector]: 'otlp' },
      {},
      ' none ',
    ],
    [
      'but not while the shell says something',
      selector,
      { [selector]: 'none' },
      'now',
      { [selector]: 'otlp' },
      { [selector]: 'otlp' },
      'otlp',
    ],
    [
      'nor an empty selector',
      selector,
      { [selector]: '' },
      'now',
      { [selector]: 'otlp' },
      {},
      'otlp',
    ],
    [
      'the switch itself is not for projects',
      'CLAUDE_CODE_ENABLE_TELEMETRY',
      { CLAUDE_CODE_ENABLE_TELEMETRY: '0' },
      'now',
      { CLAUDE_CODE_ENABLE_TELEMETRY: '1' },
      {},
      '1',
    ],
    [
      'labels are',
      'OTEL_RESOURCE_ATTRIBUTES',
      { OTEL_RESOURCE_ATTRIBUTES: 'a=p' },
      'now',
      { OTEL_RESOURCE_ATTRIBUTES: 'a=u' },
      {},
      'a=p',
    ],
    [
      'a content flag may be turned off',
      'OTEL_LOG_USER_PROMPTS',
      { OTEL_LOG_USER_PROMPTS: '0' },
      'now',
      { OTEL_LOG_USER_PROMPTS: '1' },
      {},
      '0',
    ],
    [
      'but not on',
      'OTEL_LOG_USER_PROMPTS',
      { OTEL_LOG_USER_PROMPTS: '1' },
      'now',
      { OTEL_LOG_USER_PROMPTS: '0' },
      {},
      '0',
    ],
    [
      'the user settings beat the shell',
      endpoint,
      {},
      'now',
      { [endpoint]: 'u' },
      { [endpoint]: 's' },
      'u',
    ],
    [
      'an empty user value beats it too',
      selector,
      {},
      'now',
      { [selector]: '' },
      { [selector]: 'otlp' },
      '',
    ],
  ]
  it.each(rows)('%s', (_, name, project, age, user, shell, value) => {
    const all = layers(['project', project], ['user', user], ['shell', shell])
    expect(effective(all, age === 'now' ? now : old)[name]?.value ?? null).toBe(value)
  })

  it('an unknown version counts as a current one', () => {
    const all = layers(['project', { [endpoint]: 'p' }])
    expect(effective(all, null)[endpoint]).toMatchObject({
      value: null,
      layer: null,
      ignored: [{ value: 'p', why: 'project' }],
    })
  })
})

describe('what managed settings take away', () => {
  it.each([
    ['their endpoint drops endpoints of one signal', endpoint, metricsEndpoint, now, null],
    ['not for an old client', endpoint, metricsEndpoint, old, 'lower'],
    [
      'their protocol drops protocols of one signal',
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      'OTEL_EXPORTER_OTLP_LOGS_PROTOCOL',
      now,
      null,
    ],
    ['their headers drop every lower endpoint', 'OTEL_EXPORTER_OTLP_HEADERS', endpoint, now, null],
    ['their endpoint leaves headers alone', endpoint, 'OTEL_EXPORTER_OTLP_HEADERS', now, 'lower'],
    [
      'an endpoint of one signal of theirs leaves the generic one alone',
      metricsEndpoint,
      endpoint,
      now,
      'lower',
    ],
  ] as const)('%s', (_, theirs, lower, version, value) => {
    for (const place of ['user', 'shell'] as const) {
      const all = layers(['managed', { [theirs]: 'managed' }], [place, { [lower]: 'lower' }])
      expect(effective(all, version)[lower]?.value ?? null, place).toBe(value)
    }
  })

  it('settings from the server do not count beside a base address of one’s own', () => {
    const server = layer('managed', { [endpoint]: 'server' }, { source: 'server' })
    const shell = layer('shell', { ANTHROPIC_BASE_URL: ours, [endpoint]: 'mine' })
    expect(effective([server, shell], now)[endpoint]).toMatchObject({
      value: 'mine',
      ignored: [{ why: 'server-bypassed' }],
    })
    expect(effective([server, layer('shell', { [endpoint]: 'mine' })], now)[endpoint]?.value).toBe(
      'server',
    )
  })

  it('before the union of sources only the first one counted', () => {
    const all = [
      layer('managed', { OTEL_LOGS_EXPORTER: 'none' }, { source: 'policy' }),
      layer('managed', { [endpoint]: 'file' }),
    ]
    expect(effective(all, old)[endpoint]?.value).toBeNull()
    expect(effective(all, now)[endpoint]?.value).toBe('file')
  })

  it('the old Windows place counts for nothing', () => {
    expect(
      effective([layer('managed-unread', { [endpoint]: 'x' })], now)[endpoint]?.value,
    ).toBeNull()
  })
})

it('the facts of the trap tests are what they say', () => {
  expect(facts().effective[endpoint]?.value).toBe(ours)
})
