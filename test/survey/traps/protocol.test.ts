import { describe, expect, it } from 'vitest'
import { envChange } from '../../../src/env/change.ts'
import { facts, goodVariables as good, nothingOfOurs, ours } from '../traps-facts.ts'
import { connect, told, user } from '../traps-told.ts'

const O = 'OTEL_EXPORTER_OTLP_'
const beta = { CLAUDE_CODE_ENHANCED_TELEMETRY_BETA: '1', OTEL_TRACES_EXPORTER: 'otlp' }
const inShell = (shell: Record<string, string>, connected = true) =>
  told('protocol-signal', facts({ shell, expected: { connected } }))

describe('a protocol for one signal', () => {
  const fine = 'ok | No signal has a protocol of its own that our endpoint does not speak. | - | -'

  it.each([
    ['METRICS', 'metrics', {}],
    ['LOGS', 'events', {}],
    ['TRACES', 'traces', beta],
  ])('%s by gRPC to our HTTP', (signal, plain, more) => {
    const name = `${O}${signal}_PROTOCOL`
    const line = `${name}=grpc, but the endpoint is ours for http/protobuf: ${plain} are lost, and the rest arrives. | shell | unset ${name}`
    expect(inShell({ ...more, [name]: 'grpc' })).toEqual([`error | ${line}`])
    expect(inShell({ ...more, [name]: 'grpc' }, false)).toEqual([`warning | ${line}`])
  })

  it('HTTP to our gRPC, in the user settings', () => {
    const wished = { ...good, [`${O}PROTOCOL`]: 'grpc' }
    const given = facts({
      user: { ...wished, [`${O}LOGS_PROTOCOL`]: 'http/json' },
      expected: { variables: envChange(wished) },
    })
    expect(told('protocol-signal', given)).toEqual([
      `error | ${O}LOGS_PROTOCOL=http/json, but the endpoint is ours for grpc: events are lost, and the rest arrives. | ${user} | In /home/ada/.claude/settings.json, take "${O}LOGS_PROTOCOL" out of "env".`,
    ])
  })

  it.each([
    ['the same', { [`${O}METRICS_PROTOCOL`]: 'http/protobuf' }],
    ['the other HTTP', { [`${O}METRICS_PROTOCOL`]: 'http/json' }],
    ['empty', { [`${O}METRICS_PROTOCOL`]: '' }],
    ['an unknown word, which has its own finding', { [`${O}METRICS_PROTOCOL`]: 'GRPC' }],
    ['traces while they are off', { [`${O}TRACES_PROTOCOL`]: 'grpc' }],
    [
      'a signal that goes elsewhere',
      { [`${O}LOGS_PROTOCOL`]: 'grpc', [`${O}LOGS_ENDPOINT`]: 'http://far:4317' },
    ],
  ])('fits: %s', (_, shell) => {
    expect(inShell(shell)).toEqual([fine])
  })

  it('a signal whose own endpoint is ours is lost as well', () => {
    const shell = {
      [`${O}LOGS_PROTOCOL`]: 'grpc',
      [`${O}LOGS_ENDPOINT`]: `${ours}/v1/logs`,
    }
    expect(inShell(shell)).toHaveLength(1)
    expect(inShell(shell)[0]).toMatch(/^error \| /)
  })

  it('without a set-up of ours nobody knows what the endpoint speaks', () => {
    const user = { ...good, [`${O}LOGS_PROTOCOL`]: 'grpc' }
    expect(told('protocol-signal', facts({ user, expected: nothingOfOurs }))).toEqual([fine])
  })
})

describe('gRPC with TLS to a bare address', () => {
  const endpoint = `${O}ENDPOINT`
  const grpc = { ...good, [`${O}PROTOCOL`]: 'grpc' }
  const why =
    'is a bare address behind TLS. Over gRPC the client never sends to one ("Setting the TLS ServerName to an IP address is not permitted").'
  const alone = (env: Record<string, string>) =>
    told(
      'endpoint-scheme',
      facts({ user: {}, shell: { ...grpc, ...env }, expected: nothingOfOurs }),
    )

  it.each([
    ['https://127.0.0.1:4317', `export ${endpoint}=https://localhost:4317`],
    ['https://[::1]:4317', `export ${endpoint}=https://localhost:4317`],
    [
      'https://10.0.0.7:4317',
      `In your shell, write ${endpoint} with the name of that host, as its certificate has it, instead of its address.`,
    ],
  ])('%s', (value, fix) => {
    expect(alone({ [endpoint]: value })).toEqual([
      `error | ${endpoint}=${value} ${why} | shell | ${fix}`,
    ])
  })

  it.each([
    ['a name', { [endpoint]: 'https://collector:4317' }],
    ['no TLS', { [endpoint]: 'http://10.0.0.7:4317' }],
    ['HTTP', { [endpoint]: 'https://10.0.0.7:4318', [`${O}PROTOCOL`]: 'http/json' }],
  ])('works: %s', (_, env) => {
    expect(alone(env)).toEqual(['ok | The endpoint has a scheme. | - | -'])
  })

  it('instead of ours, and for one signal', () => {
    const wished = { ...grpc, [endpoint]: 'https://collector:4317' }
    const expected = { endpoint: 'https://collector:4317', variables: envChange(wished) }
    const bare = 'https://10.0.0.7:4317'
    const common = facts({ user: { ...wished, [endpoint]: bare }, expected })
    expect(told('endpoint-scheme', common)).toEqual([
      `error | ${endpoint}=${bare} ${why} | ${user} | ${connect}`,
    ])
    const one = facts({ user: wished, shell: { [`${O}LOGS_ENDPOINT`]: bare }, expected })
    expect(told('endpoint-scheme', one)).toEqual([
      `error | ${O}LOGS_ENDPOINT=${bare} ${why} | shell | unset ${O}LOGS_ENDPOINT`,
    ])
  })

  it('managed', () => {
    const given = facts({
      managed: { ...grpc, [endpoint]: 'https://10.0.0.7:4317' },
      expected: nothingOfOurs,
    })
    expect(told('endpoint-scheme', given)[0]).toMatch(
      /\| Ask whoever manages this machine: in \S+, write OTEL_EXPORTER_OTLP_ENDPOINT with the name of that host, as its certificate has it, instead of its address\.$/,
    )
  })
})
