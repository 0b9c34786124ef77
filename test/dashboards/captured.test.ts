// What the real client sent, captured: decoded, stored, and asked by the page's panels; held against the captured bodies.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeLogs, decodeMetrics } from '../../src/ledger/otlp/decode.ts'
import { boards } from '../../src/dashboards/boards.ts'
import { get } from '../web/asked.ts'
import { type Served, serve } from '../web/serving.ts'

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}
type Said = Readonly<Record<string, string>>

const folder = join(import.meta.dirname, '../fixtures/claude-code-2.1.329')
const bodies = (kind: RegExp): any[] =>
  readdirSync(folder)
    .filter((file) => kind.test(file))
    .flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))

const metricBodies = bodies(/^metrics-delta-.*\.json$/)
const logBodies = bodies(/^logs-(?:default|api-error|interactive|subagent-mcp)\.json$/)

const saidBy = (attributes: readonly Attribute[] = []): Said =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]))

const points = metricBodies.flatMap((body) =>
  body.resourceMetrics.flatMap(({ resource, scopeMetrics }: any) =>
    scopeMetrics.flatMap(({ metrics }: any) =>
      metrics.flatMap(({ name, sum }: any) =>
        sum.dataPoints.map((point: any) => ({
          name,
          said: { ...saidBy(resource.attributes), ...saidBy(point.attributes) },
          end: Number(BigInt(point.timeUnixNano) / 1_000_000n),
          value: Number(point.asDouble ?? point.asInt),
        })),
      ),
    ),
  ),
) as { name: string; said: Said; end: number; value: number }[]

const events = logBodies.flatMap((body) =>
  body.resourceLogs.flatMap(({ scopeLogs }: any) =>
    scopeLogs.flatMap(({ logRecords }: any) =>
      logRecords.map((record: any) => ({
        name: record.body.stringValue,
        said: saidBy(record.attributes),
      })),
    ),
  ),
) as { name: string; said: Said }[]

const until = Math.max(...points.map(({ end }) => end)) + 86_400_000
let served: Served

beforeAll(async () => {
  served = await serve({ points: [], events: [] }, { now: () => until })
  const bytes = (body: unknown) => new TextEncoder().encode(JSON.stringify(body))
  for (const body of metricBodies)
    await served.store.write(decodeMetrics(bytes(body), 'json', until))
  for (const body of logBodies) await served.store.write(decodeLogs(bytes(body), 'json', until))
}, 60_000)
afterAll(() => served.close())

const panel = (path: string, more = '') => {
  const [board, id] = path.split('/')
  return get(
    served,
    `/api/panel?board=${board}&panel=${id}&from=${until - 60 * 86_400_000}&to=${until}${more}`,
  )
}
const total = (name: string, holds: (said: Said) => boolean = () => true): number =>
  points
    .filter((point) => point.name === `claude_code.${name}` && holds(point.said))
    .reduce((sum, { value }) => sum + value, 0)
const happened = (name: string, holds: (said: Said) => boolean = () => true): number =>
  events.filter((event) => event.name === `claude_code.${name}` && holds(event.said)).length

test('totals and parts', async () => {
  expect((await panel('overview/tokens')).answer.value).toBe(total('token.usage'))
  expect((await panel('overview/cost')).answer.value).toBeCloseTo(total('cost.usage'), 9)
  expect((await panel('overview/commits')).answer.value).toBe(total('commit.count'))
  const { parts } = (await panel('cost/tokens-by-agent-name')).answer
  const explorer = parts.find(({ label }: { label: string }) => label === 'general-purpose')
  expect(explorer.value).toBe(
    total('token.usage', (said) => said['agent.name'] === 'general-purpose'),
  )
})

test('a label that a team made up is listed, splits and narrows', async () => {
  const { labels } = await get(served, '/api/labels')
  const team = labels.find(({ label }: { label: string }) => label === 'attribute:team.id')
  expect(team).toMatchObject({ title: 'team.id', values: ['core'] })
  const core = total('token.usage', (said) => said['team.id'] === 'core')
  expect(core).toBeGreaterThan(0)
  const { parts } = (await panel('cost/tokens-by', '&by=attribute:team.id')).answer
  expect(parts.find(({ label }: { label: string }) => label === 'core').value).toBe(core)
  const only = await panel('overview/tokens', '&where=attribute:team.id=core')
  expect(only.answer.value).toBe(core)
  const versions = labels.find(({ label }: { label: string }) => label === 'service_version')
  expect(versions.values).toEqual(['2.1.329'])
})

test("events: what failed and why, in the client's own words", async () => {
  const calls = happened('tool_result')
  const failed = happened('tool_result', (said) => said['success'] === 'false')
  expect(failed).toBeGreaterThan(0)
  expect((await panel('tools/failure-share')).answer.value).toBeCloseTo(failed / calls, 12)
  expect((await panel('tools/errors')).answer.parts).toEqual(
    expect.arrayContaining([{ label: 'ShellError', value: expect.any(Number) }]),
  )
  expect((await panel('api/errors-by-kind')).answer.parts).toEqual([
    { label: 'Rate limited', value: happened('api_error') },
  ])
  expect((await panel('api/given-up-by-attempts')).answer.parts).toEqual([
    { label: '3', value: happened('api_retries_exhausted') },
  ])
  expect((await panel('api/retry-time')).answer.value).toBe(2472)
  const { parts } = (await panel('tools/decisions-by-source')).answer
  for (const { label, value } of parts)
    expect(value).toBe(happened('tool_decision', (said) => said['source'] === label))
  const versions = (await panel('api/versions')).answer.parts
  expect(versions).toEqual([{ label: '2.1.329', value: happened('api_request') }])
})

test('a session that was captured has its lanes', async () => {
  const agent = events.find(({ name }) => name === 'claude_code.subagent_completed')
  const session = agent?.said['session.id'] ?? ''
  const { rows } = (await get(served, `/api/panel?board=session&panel=lanes&session=${session}`))
    .answer
  const kinds = rows.map(({ kind }: { kind: string }) => kind)
  expect(new Set(kinds)).toEqual(new Set(['prompt', 'request', 'decision', 'tool', 'agent']))
  for (const { at, start, kind, what, prompt } of rows) {
    expect(start).toBeLessThanOrEqual(at)
    expect([kind, kind === 'prompt' || typeof what === 'string']).toEqual([kind, true])
    expect(prompt).toMatch(/^[0-9a-f-]{36}$/)
  }
  const cost = events
    .filter(
      ({ name, said }) => name === 'claude_code.api_request' && said['session.id'] === session,
    )
    .reduce((sum, { said }) => sum + Number(said['cost_usd']), 0)
  expect(rows.at(-1).running).toBeCloseTo(cost, 9)
  const running = await get(
    served,
    `/api/panel?board=session&panel=running-cost&session=${session}`,
  )
  expect(running.answer.rows.at(-1).running).toBeCloseTo(cost, 9)
})

test('no panel of a menu stays empty for want of a right name', async () => {
  // Not in what was captured: rejected edits, fast mode, skills, plugins, hosts, time at the keyboard.
  const absent = /by-(?:speed|skill-name|plugin-name)$|edits-rejected|time-of-you/
  const empty: string[] = []
  for (const board of boards.filter(({ needs }) => needs === undefined))
    for (const { id } of board.panels) {
      const { answer } = await panel(`${board.id}/${id}`)
      const named = (of: { label: string | null }[] = []) => of.some(({ label }) => label !== null)
      const isFull =
        answer.shape === 'number'
          ? answer.value !== null
          : answer.shape === 'table'
            ? answer.rows.length > 0
            : named(answer.parts) || (answer.series ?? []).length > 0
      if (!isFull && !absent.test(id)) empty.push(`${board.id}/${id}`)
    }
  expect(empty).toEqual([])
}, 120_000)
