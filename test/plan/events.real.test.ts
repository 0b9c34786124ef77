// What real clients told, through the real Collector into the real Loki: each event once, with what may be kept of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signer } from '../../src/embedded/receiver/sign.ts'
import { withoutContent } from '../../src/ledger/content.ts'
import { withIdentity } from '../../src/ledger/identity.ts'
import { decodeLogs } from '../../src/ledger/otlp/decode.ts'
import type { Event } from '../../src/ledger/record.ts'
import { usualWish } from '../../src/plan/wish.ts'
import { part } from '../bed.ts'
import { key, type OnLoopback, onLoopback } from './on-loopback.ts'
import { attribute, bodies, type LogRecord, type Logs, recordsOf } from './payloads.ts'
import { type Line, lines, type Running, send, start, until } from './running.ts'

const otelcol = part('otelcol')
const loki = part('loki')

let stack: OnLoopback
let running: { readonly [name: string]: Running } = {}
const nanos = (millis: number): string => `${Math.round(millis)}000000`

const recorded = [
  'logs-default.json',
  'logs-details.json',
  'logs-api-error.json',
  'logs-interactive.json',
  'logs-subagent-mcp.json',
]

const identity = { email: 'hash', account: 'drop', organization: 'keep', host: 'hash' } as const

/** As a subscription adds it, and as people write it. */
function signedBySomebody(logs: Logs): Logs {
  const who = [
    { key: 'user.email', value: { stringValue: ' Dev@Example.com\t' } },
    { key: 'user.account_uuid', value: { stringValue: 'an-account' } },
    { key: 'organization.id', value: { stringValue: 'an-organization' } },
    { key: 'host.name', value: { stringValue: 'a-machine' } },
  ]
  for (const record of recordsOf(logs)) record.attributes.push(...who)
  return logs
}

/** What the embedded engine would store of the same bodies. */
function asEmbedded(): Event[] {
  return sent.flatMap((each) => {
    const batch = decodeLogs(Buffer.from(JSON.stringify(each)), 'json', Date.now())
    const quiet = withoutContent(batch, ['tool-details'])
    const records = withIdentity(quiet, identity, signer(key)).records
    return records.filter((record): record is Event => record.kind === 'event')
  })
}

let sent: Logs[] = []

describe.skipIf(otelcol === null || loki === null)('events', () => {
  let found: Line[] = []

  beforeAll(async () => {
    stack = await onLoopback({ ...usualWish, identity, content: ['tool-details'] })
    running = {
      loki: await start(stack, 'loki', loki ?? ''),
      collector: await start(stack, 'collector', otelcol ?? ''),
    }
    sent = recorded.flatMap((file) => bodies<Logs>(file).map(signedBySomebody))
    for (const each of [...sent, ...sent]) await send(stack, 'logs', each)
    const wanted = sent.flatMap(recordsOf).length
    await until('every event is there', async () => {
      found = await lines(stack)
      return found.length >= wanted ? found : null
    })
  })
  afterAll(async () => {
    for (const each of Object.values(running)) await each.stop()
    stack.remove()
  })

  test('each is there once, though it was sent twice, under its name', () => {
    const named = (record: LogRecord): string => attribute(record, 'event.name') ?? ''
    const wanted = sent.flatMap(recordsOf).map(named).toSorted()
    expect(found.map(({ labels }) => labels['event_name'] ?? '').toSorted()).toEqual(wanted)
  })

  test('with everything it carries, but for what was not asked for', () => {
    const all = JSON.stringify(found)
    expect(JSON.stringify(sent)).toContain('"prompt"')
    expect(found.some(({ labels }) => labels['prompt'] !== undefined)).toBe(false)
    expect(found.some(({ labels }) => labels['tool_input'] !== undefined)).toBe(true)
    expect(all).toContain('cost_usd')
    expect(all.toLowerCase()).not.toContain('@example.com')
  })

  test('with what the embedded engine would store of it, no less and no more', () => {
    const spelt = (name: string): string => name.replaceAll(/[^A-Za-z0-9_]/g, '_')
    const id = (of: Readonly<Record<string, unknown>>): string =>
      `${String(of['session_id'])} ${String(of['event_sequence'])} ${String(of['event_name'])}`
    const there = new Map(found.map(({ labels }) => [id(labels), labels]))
    const given = new Set(
      sent
        .flatMap(recordsOf)
        .flatMap(({ attributes }) => attributes.map((each) => spelt(each.key))),
    )
    const stored = asEmbedded()
    expect(stored.length).toBe(found.length)
    for (const { attributes } of stored) {
      const texts = Object.entries(attributes)
        .filter(([name]) => given.has(spelt(name)))
        .map(([name, value]) => [
          spelt(name),
          typeof value === 'object' ? JSON.stringify(value) : String(value),
        ])
      const wanted = Object.fromEntries(texts) as Record<string, string>
      const labels = there.get(id(wanted)) ?? {}
      const kept = Object.entries(labels).filter(([name]) => given.has(name))
      expect(Object.fromEntries(kept)).toEqual(wanted)
      expect(wanted['user_email']).toBe(signer(key)('dev@example.com'))
    }
  })

  test('in few streams', async () => {
    const url = `http://127.0.0.1:${stack.inside.port.loki}/loki/api/v1/labels`
    const { data } = (await (await fetch(url)).json()) as { data: string[] }
    expect(data).toEqual(['service_name'])
  })

  test('events of one moment and one name are not one event', async () => {
    const time = nanos(Date.now())
    const record = (index: number) => ({
      timeUnixNano: time,
      body: { stringValue: 'a free text that says too much' },
      attributes: [{ key: 'n', value: { stringValue: String(index) } }],
    })
    const resource = { attributes: [] }
    const scopeLogs = [{ scope: {}, logRecords: [record(1), record(2)] }]
    expect(await send(stack, 'logs', { resourceLogs: [{ resource, scopeLogs }] })).toBe(200)
    const own = await until('both are there', async () => {
      const some = (await lines(stack)).filter(
        ({ labels }) => labels['service_name'] === 'unknown_service',
      )
      return some.length >= 2 ? some : null
    })
    expect(own.map(({ labels }) => labels['n']).toSorted()).toEqual(['1', '2'])
    expect(JSON.stringify(own)).not.toContain('too much')
  })

  test('a name in any kind of value goes through, and comes out as a sign or not at all', async () => {
    const name = 'Secret@Example.com'
    const values: object[] = [
      { stringValue: name },
      { stringValue: '' },
      { intValue: '7' },
      { boolValue: true },
      { doubleValue: 0.5 },
      { bytesValue: 'U2VjcmV0' },
      { arrayValue: { values: [{ stringValue: name }] } },
      { kvlistValue: { values: [{ key: 'a', value: { stringValue: name } }] } },
      {},
    ]
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'any-kind' } }] }
    const logRecords = values.map((value, index) => ({
      timeUnixNano: nanos(Date.now()),
      body: value,
      attributes: [
        { key: 'user.email', value },
        { key: 'n', value: { intValue: String(index) } },
        // A name of an event is no identity.
        {
          key: 'event.name',
          value: JSON.parse(JSON.stringify(value).replace(name, 'any')) as object,
        },
      ],
    }))
    const spoken = { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }
    expect(await send(stack, 'logs', spoken)).toBe(200)
    const own = await until('all are there', async () => {
      const some = (await lines(stack)).filter(
        ({ labels }) => labels['service_name'] === 'any-kind',
      )
      return some.length >= values.length ? some : null
    })
    expect(JSON.stringify(own)).not.toContain('Secret')
    expect(JSON.stringify(own)).not.toContain('U2VjcmV0')
    expect(JSON.stringify(own)).toContain(signer(key)(name))
  })

  test('a late event finds its place, one from a clock far off too', async () => {
    const hour = 3_600_000
    const at = [Date.now() - 100 * hour, Date.now() - 1000 * hour, Date.now() + 2 * hour]
    const logRecords = at.map((millis, index) => ({
      timeUnixNano: nanos(millis),
      attributes: [
        { key: 'event.name', value: { stringValue: 'late' } },
        { key: 'n', value: { stringValue: String(index) } },
      ],
    }))
    const attributes = [{ key: 'service.name', value: { stringValue: 'claude-code' } }]
    await send(stack, 'logs', {
      resourceLogs: [{ resource: { attributes }, scopeLogs: [{ scope: {}, logRecords }] }],
    })
    await until('all three are there', async () => {
      const late = (await lines(stack)).filter(({ labels }) => labels['event_name'] === 'late')
      return late.length === 3 ? late : null
    })
  })
})
