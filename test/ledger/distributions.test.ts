// Histograms and summaries: kept whole from both encodings, never among what is added up.
import { describe, expect, test } from 'vitest'
import { decodeMetrics } from '../../src/ledger/otlp/decode.ts'
import type { Batch, Delta } from '../../src/ledger/record.ts'
import { bytes } from './fixtures.ts'
import { asProtobuf } from './wire-form.ts'

const now = 1_795_213_500_000
const nanos = (ms: number): string => `${ms}000000`

const usual = {
  attributes: [{ key: 'route', value: { stringValue: '/v1' } }],
  startTimeUnixNano: nanos(now - 1000),
  timeUnixNano: nanos(now),
  count: '6',
  sum: 33.5,
}
const explicit = {
  ...usual,
  bucketCounts: ['1', '2', '3'],
  explicitBounds: [5, 10],
  min: 1,
  max: 20,
}
const exponential = {
  ...usual,
  scale: 3,
  zeroCount: '1',
  zeroThreshold: 0.5,
  positive: { offset: -2, bucketCounts: ['2', '3'] },
}
const summary = {
  ...usual,
  quantileValues: [
    { quantile: 0.5, value: 4 },
    { quantile: 1, value: 9 },
  ],
}

const body = (kind: string, point: object, more: object = { aggregationTemporality: 1 }) => ({
  resourceMetrics: [
    {
      scopeMetrics: [
        { metrics: [{ name: 'latency', unit: 'ms', [kind]: { dataPoints: [point], ...more } }] },
      ],
    },
  ],
})

function bothWays(sent: object): Batch {
  const json = decodeMetrics(bytes(sent), 'json', now)
  expect(decodeMetrics(asProtobuf('metrics', sent), 'protobuf', now)).toEqual(json)
  return json
}

const same = {
  kind: 'distribution',
  name: 'latency',
  unit: 'ms',
  labels: { route: '/v1' },
  at: now,
  start: now - 1000,
}

describe('kept as they came', () => {
  test('explicit buckets', () => {
    const { records, refused } = bothWays(body('histogram', explicit))
    const detail = { shape: 'histogram', bounds: [5, 10], counts: [1, 2, 3] }
    const numbers = { count: 6, sum: 33.5, min: 1, max: 20, temporality: 'delta' }
    expect(records).toEqual([{ ...same, resource: {}, ...numbers, detail }])
    expect(refused).toEqual({})
  })

  test('exponential buckets, running since the sender began', () => {
    const sent = body('exponentialHistogram', exponential, { aggregationTemporality: 2 })
    const detail = {
      shape: 'exponential',
      scale: 3,
      zero: 1,
      zeroThreshold: 0.5,
      positive: { offset: -2, counts: [2, 3] },
      negative: { offset: 0, counts: [] },
    }
    expect(bothWays(sent).records).toMatchObject([
      { ...same, temporality: 'cumulative', min: null, max: null, detail },
    ])
  })

  test('quantiles', () => {
    const detail = {
      shape: 'summary',
      quantiles: [
        [0.5, 4],
        [1, 9],
      ],
    }
    expect(bothWays(body('summary', summary, {})).records).toMatchObject([
      { ...same, temporality: null, sum: 33.5, detail },
    ])
  })

  test('of ours too, whatever they say of their time: they are in no total', () => {
    const sent: any = body('histogram', explicit, { aggregationTemporality: 2 })
    sent.resourceMetrics[0].scopeMetrics[0].metrics[0].name = 'claude_code.latency'
    expect(bothWays(sent).records).toMatchObject([{ temporality: 'cumulative', count: 6 }])
  })
})

describe('refused and counted', () => {
  test.each([
    ['no time', { ...explicit, timeUnixNano: '0' }, 'malformed'],
    ['buckets that do not fit their bounds', { ...explicit, bucketCounts: ['1'] }, 'malformed'],
    ['nothing recorded', { ...explicit, flags: 1 }, 'malformed'],
    [
      'more buckets than anybody needs',
      {
        ...explicit,
        explicitBounds: Array.from({ length: 5000 }, (_, at) => at),
        bucketCounts: Array.from({ length: 5001 }, () => '0'),
      },
      'too-many-buckets',
    ],
  ])('%s', (_, point, why) => {
    const { records, refused } = bothWays(body('histogram', point))
    expect(records).toEqual([])
    expect(refused).toEqual({ [why]: 1 })
  })
})

test('a delta whose end became the time of arrival does not begin after it', () => {
  const ahead = now + 3_600_000
  const point = (from: number, to: number) => ({
    startTimeUnixNano: nanos(from),
    timeUnixNano: nanos(to),
    asDouble: 1,
  })
  const points = [point(ahead - 10_000, ahead), point(now - 9000, ahead)]
  const sent = body('sum', points[0] as object)
  ;(sent as any).resourceMetrics[0].scopeMetrics[0].metrics[0].sum.dataPoints = points
  const { records, clamped } = bothWays(sent)
  expect(records.map((each) => [(each as Delta).start, (each as Delta).end])).toEqual([
    [now - 10_000, now],
    [now - 9000, now],
  ])
  expect(clamped).toBe(2)
})
