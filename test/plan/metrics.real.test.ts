// What real clients sent, through the real Collector into the real Prometheus: every total, and nothing that would falsify one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signer } from '../../src/embedded/receiver/sign.ts'
import { usualWish } from '../../src/plan/wish.ts'
import { part } from '../bed.ts'
import { key, type OnLoopback, onLoopback } from './on-loopback.ts'
import { bodies, type Metrics, metricsOf, totals } from './payloads.ts'
import { ask, ownCount, type Running, send, start, until } from './running.ts'

const otelcol = part('otelcol')
const prometheus = part('prometheus')

/** As the store spells them. */
const names: Record<string, string> = {
  'claude_code.session.count': 'claude_code_session_count',
  'claude_code.lines_of_code.count': 'claude_code_lines_of_code_count',
  'claude_code.pull_request.count': 'claude_code_pull_request_count',
  'claude_code.commit.count': 'claude_code_commit_count',
  'claude_code.cost.usage': 'claude_code_cost_usage_USD',
  'claude_code.token.usage': 'claude_code_token_usage_tokens',
  'claude_code.code_edit_tool.decision': 'claude_code_code_edit_tool_decision',
  'claude_code.active_time.total': 'claude_code_active_time_total_seconds',
}

const deltas = [
  'metrics-delta-all.json',
  'metrics-delta-clear.json',
  'metrics-delta-continue.json',
  'metrics-delta-include-vars.json',
  'metrics-delta-intervals.json',
  'metrics-delta-intervals-contiguous.json',
  'metrics-delta-oauth-identity.json',
  'metrics-delta-resource-attributes.json',
  'metrics-delta-resume.json',
  'metrics-delta-subagent-mcp.json',
]

let stack: OnLoopback
let running: { readonly [name: string]: Running } = {}

async function total(metric: string): Promise<number> {
  const [found] = await ask(stack, `sum(sum_over_time(${metric}[9d]))`)
  return found?.value ?? 0
}

async function isTotal(metric: string, wanted: number): Promise<void> {
  await until(`${metric} is ${wanted}, it is ${await total(metric)}`, async () =>
    Math.abs((await total(metric)) - wanted) < 1e-9 ? true : null,
  )
}

/** A body with one metric and these points of it. */
function body(name: string, kind: 'sum' | 'histogram', data: object): Metrics {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'of-the-test' } }] }
  const metrics = [{ name, [kind]: data }]
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope: {}, metrics }] }] }
}

const nanos = (millis: number): string => `${Math.round(millis)}000000`
const hour = 3_600_000

describe.skipIf(otelcol === null || prometheus === null)('metrics', () => {
  beforeAll(async () => {
    stack = await onLoopback({
      ...usualWish,
      identity: { email: 'hash', account: 'drop', organization: 'keep', host: 'keep' },
    })
    running = {
      prometheus: await start(stack, 'prometheus', prometheus ?? ''),
      collector: await start(stack, 'collector', otelcol ?? ''),
    }
  })
  afterAll(async () => {
    for (const each of Object.values(running)) await each.stop()
    stack.remove()
  })

  test('totals are the sums of what was sent, also when it is sent twice', async () => {
    const sent = deltas.flatMap((file) => bodies<Metrics>(file))
    for (const each of [...sent, ...sent]) expect(await send(stack, 'metrics', each)).toBe(200)
    const wanted = totals(sent)
    expect(Object.keys(wanted).toSorted()).toEqual(Object.keys(names).toSorted())
    for (const [name, sum] of Object.entries(wanted)) await isTotal(names[name] ?? name, sum)
    expect(await ownCount(stack, 'otelcol_exporter_send_failed_metric_points', '')).toBe(0)
  })

  test('an address stands under the sign of the embedded engine, an account nowhere', async () => {
    const found = await ask(stack, 'sum by (user_email) (sum_over_time({user_email!=""}[9d]))')
    expect(found.map(({ labels }) => labels['user_email'])).toEqual([
      signer(key)('dev@example.com'),
    ])
    expect(await ask(stack, 'count({user_account_uuid!=""} or {user_account_id!=""})')).toEqual([])
    expect((await ask(stack, 'count_over_time({organization_id!=""}[9d])')).length).toBeGreaterThan(
      0,
    )
  })

  test('running totals of the client are refused and counted', async () => {
    const sent = bodies<Metrics>('metrics-cumulative-intervals.json')
    const before = await total('claude_code_token_usage_tokens')
    for (const each of sent) expect(await send(stack, 'metrics', each)).toBe(200)
    const points = sent
      .flatMap(metricsOf)
      .reduce((count, { sum }) => count + (sum?.dataPoints.length ?? 0), 0)
    const count = () =>
      ownCount(stack, 'otelcol_processor_filter_datapoints_filtered', 'filter/cumulative')
    await until(`${points} points counted`, async () => ((await count()) === points ? true : null))
    expect(await total('claude_code_token_usage_tokens')).toBe(before)
  })

  test('a clock that is far off falsifies nothing, and takes nothing with it', async () => {
    const now = Date.now()
    const at = [now, now + hour, now - 240 * hour, now - 143 * hour]
    const dataPoints = at.map((millis, index) => ({
      timeUnixNano: nanos(millis),
      asInt: '1',
      attributes: [{ key: 'n', value: { stringValue: String(index) } }],
    }))
    const data = { aggregationTemporality: 1, isMonotonic: true, dataPoints }
    expect(await send(stack, 'metrics', body('claude_code.clock', 'sum', data))).toBe(200)
    await isTotal('claude_code_clock', 4)
    const [old] = await ask(stack, 'count_over_time(claude_code_clock{n="2"}[1h])')
    expect(old?.value).toBe(1)
    expect(await ask(stack, 'count_over_time(claude_code_clock{n="3"}[1h])')).toEqual([])
  })

  test('running totals of others stay what they are, without a suffix', async () => {
    const dataPoints = [{ timeUnixNano: nanos(Date.now()), asInt: '7' }]
    const data = { aggregationTemporality: 2, isMonotonic: true, dataPoints }
    await send(stack, 'metrics', body('others.requests', 'sum', data))
    await isTotal('others_requests', 7)
    expect(await ask(stack, 'others_requests_total')).toEqual([])
  })

  test('what the store cannot take is counted, and what came with it arrives', async () => {
    const time = nanos(Date.now())
    const whole = body('claude_code.beside', 'sum', {
      aggregationTemporality: 1,
      dataPoints: [{ timeUnixNano: time, asInt: '3' }],
    })
    const point = { timeUnixNano: time, count: '1', sum: 1, bucketCounts: ['1'] }
    whole.resourceMetrics[0]?.scopeMetrics[0]?.metrics.push({
      name: 'others.spread',
      histogram: { aggregationTemporality: 1, dataPoints: [point] },
    })
    expect(await send(stack, 'metrics', whole)).toBe(200)
    await isTotal('claude_code_beside', 3)
    const name = 'otelcol_processor_filter_datapoints_filtered'
    expect(await ownCount(stack, name, 'filter/untakable')).toBe(1)
  })

  test('what was acknowledged outlives both, killed one after the other', async () => {
    await running['prometheus']?.stop('SIGKILL')
    const dataPoints = (index: number) => [{ timeUnixNano: nanos(Date.now() + index), asInt: '1' }]
    for (let index = 0; index < 20; index += 1) {
      const data = { aggregationTemporality: 1, dataPoints: dataPoints(index) }
      expect(await send(stack, 'metrics', body('claude_code.kept', 'sum', data))).toBe(200)
    }
    await running['collector']?.stop('SIGKILL')
    running = {
      prometheus: await start(stack, 'prometheus', prometheus ?? ''),
      collector: await start(stack, 'collector', otelcol ?? ''),
    }
    await isTotal('claude_code_kept', 20)
  })

  test('spans are accepted', async () => {
    expect(await send(stack, 'traces', { resourceSpans: [] })).toBe(200)
  })

  test('the processes themselves are looked at', async () => {
    await until('the Collector is scraped', async () =>
      (await ask(stack, 'up{job="collector"} == 1')).length === 1 ? true : null,
    )
  })
})
