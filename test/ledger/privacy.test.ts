// What was said and who said it: dropped, hashed or kept by name, and records that say too much.
import { describe, expect, test } from 'vitest'
import { withinBounds } from '../../src/ledger/bounds.ts'
import { contents, withoutContent } from '../../src/ledger/content.ts'
import { type IdentityPolicy, usualIdentity, withIdentity } from '../../src/ledger/identity.ts'
import type { Batch, Event, Fact, Value } from '../../src/ledger/record.ts'
import { arrived, bytes, recorded } from './fixtures.ts'
import { decoded } from './wire-form.ts'

const bodyOf = (name: string) => recorded().find((one) => one.name.includes(`329/${name}`))!
const batchOf = (name: string): Batch => {
  const { signal, body } = bodyOf(name)
  return decoded(signal, bytes(body), 'json', arrived)
}
const batch = (...records: readonly Fact[]): Batch => ({
  records,
  refused: {},
  clamped: 0,
  spans: 0,
})
const event = (name: string, attributes: Record<string, Value>): Event => ({
  kind: 'event',
  name,
  at: 1,
  attributes,
  resource: {},
})

describe('content', () => {
  const spoken = ['Strip the input in parse()', 'git add -A', '/home/dev/app/parser.py', 'exit 3']

  test('nothing of what was typed or run is left, everything else is', () => {
    const before = batchOf('logs-details')
    const after = withoutContent(before)
    for (const text of spoken) {
      expect(JSON.stringify(before)).toContain(text)
      expect(JSON.stringify(after)).not.toContain(text)
    }
    expect(after.records).toHaveLength(before.records.length)
    const names = (from: Batch) =>
      new Set(from.records.flatMap((one) => Object.keys((one as Event).attributes)))
    const gone = [...names(before)].filter((name) => !names(after).has(name)).toSorted()
    expect(gone).toEqual([
      'error',
      'prompt',
      'prompt_text',
      'response',
      'tool_input',
      'tool_parameters',
    ])
  })

  test('what is allowed stays', () => {
    const before = batchOf('logs-details')
    expect(withoutContent(before, contents)).toEqual(before)
    const text = JSON.stringify(withoutContent(before, ['prompts']))
    expect(text).toContain(spoken[0])
    expect(text).not.toContain(spoken[1])
  })

  test('the same name is content in one event and none in another', () => {
    const { records } = withoutContent(
      batch(
        event('tool_result', { error: 'cat: /home/dev/secret', error_type: 'Error' }),
        event('api_error', { error: 'Rate limited' }),
        event('assistant_response', { response: 'Done.', response_length: 5 }),
        event('feedback_survey', { response: 'good' }),
        event('api_request_body', { body: '{"messages":[]}', body_ref: '/tmp/x', body_length: 15 }),
      ),
    )
    expect(records.map((one) => (one as Event).attributes)).toEqual([
      { error_type: 'Error' },
      { error: 'Rate limited' },
      { response_length: 5 },
      { response: 'good' },
      { body_length: 15 },
    ])
  })
})

test('how a sender was started is content, too', () => {
  const resource = {
    'service.name': 'a',
    'process.command_args': '["claude","-p","MY PROMPT"]',
    'process.command': 'claude',
    'process.command_line': 'claude -p MY PROMPT',
  }
  const level: Fact = { kind: 'level', name: 'a', unit: '', labels: {}, resource, at: 1, value: 1 }
  const both = batch(level, { ...event('e', {}), resource })
  const { records } = withoutContent(both)
  expect(records.map((one) => one.resource)).toEqual([
    { 'service.name': 'a' },
    { 'service.name': 'a' },
  ])
  // What was one stays one: the store numbers it once.
  expect(records[0]?.resource).toBe(records[1]?.resource)
  expect(withoutContent(both, ['tool-details'])).toEqual(both)
})

describe('identity', () => {
  const sign = (text: string): string => `sign of ${text.length}`
  const before = batchOf('metrics-delta-oauth-identity')
  const value = (from: Batch, name: string): unknown => [
    ...new Set(from.records.map((one) => (one as any).labels?.[name])),
  ]

  test('by default the address goes, and random ids stay', () => {
    expect(JSON.stringify(before)).toContain('@')
    const after = withIdentity(before, usualIdentity, sign)
    expect(JSON.stringify(after)).not.toContain('@')
    for (const name of ['user.id', 'user.account_uuid', 'user.account_id', 'organization.id']) {
      expect(value(before, name)).not.toEqual([undefined])
      expect(value(after, name)).toEqual(value(before, name))
    }
  })

  test('hashed and dropped, in labels, attributes and resource', () => {
    const resource = { 'host.name': 'laptop', 'service.name': 'claude-code' }
    const one: Event = {
      ...event('auth', { 'user.email': 'a@b.c', 'organization.id': 'o' }),
      resource,
    }
    const policy: IdentityPolicy = {
      email: 'hash',
      account: 'drop',
      organization: 'drop',
      host: 'hash',
    }
    const after = withIdentity(batch(one, ...before.records), policy, sign)
    expect(after.records[0]).toMatchObject({
      attributes: { 'user.email': 'sign of 5' },
      resource: { 'host.name': 'sign of 6', 'service.name': 'claude-code' },
    })
    expect(Object.keys((after.records[0] as Event).attributes)).toEqual(['user.email'])
    expect(value(after, 'user.account_uuid')).toEqual([undefined])
  })
})

describe('bounds', () => {
  const bounds = { labels: 3, label: 8, attribute: 20 }
  const level = (labels: Record<string, string>, name = 'a'): Fact => ({
    kind: 'level',
    name,
    unit: '',
    labels,
    resource: { r: '1' },
    at: 1,
    value: 1,
  })

  test.each([
    ['as much as is allowed', level({ a: '12345678', b: '2' }), {}],
    ['one label more', level({ a: '1', b: '2', c: '3' }), { 'too-many-labels': 1 }],
    ['a longer value', level({ a: '123456789' }), { 'label-too-long': 1 }],
    ['a longer name of a label', level({ a23456789: '1' }), { 'label-too-long': 1 }],
    ['a longer name', level({}, 'a23456789'), { 'label-too-long': 1 }],
    ['an attribute may be longer', event('e', { a: '12345678901234567890' }), {}],
    ['and has an end', event('e', { a: '123456789012345678901' }), { 'label-too-long': 1 }],
    ['a list counts whole', event('e', { a: ['1234567', '1234567'] }), { 'label-too-long': 1 }],
  ])('%s', (_, record, refused) => {
    const after = withinBounds({ ...batch(record), refused: { malformed: 2 } }, bounds)
    expect(after.refused).toEqual({ malformed: 2, ...refused })
    expect(after.records).toEqual(Object.keys(refused).length === 0 ? [record] : [])
  })

  test('everything that the client really sent is within the usual bounds', () => {
    for (const { signal, body } of recorded()) {
      const before = decoded(signal, bytes(body), 'json', arrived)
      expect(withinBounds(before)).toEqual(before)
    }
  })
})
