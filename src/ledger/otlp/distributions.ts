// Histograms and summaries, flat: kept whole, apart from everything that is added up.
import type { Buckets, Detail, Distribution, Labels, Refusal } from '../record.ts'
import { millis, settled } from './clock.ts'
import { AggregationTemporality as temporality } from './generated/opentelemetry/proto/metrics/v1/metrics_pb.ts'
import { labelsOf } from './values.ts'
import type {
  ExponentialPoint,
  HistogramPoint,
  Spreads,
  SummaryPoint,
  WireBuckets,
} from './wire.ts'

/** As many as fit a page or two of the store; official senders have at most a few hundred. */
const mostBuckets = 2000
const noRecordedValue = 1

type SpreadPoint = HistogramPoint | ExponentialPoint | SummaryPoint

export interface Settled {
  readonly record: Distribution
  readonly clamped: boolean
}

interface About {
  readonly name: string
  readonly unit: string
  readonly resource: Labels
}

export function distributionsOf(
  data: Spreads,
  about: About,
  arrived: number,
): (Settled | Refusal)[] {
  if (data.case === 'summary')
    return data.value.dataPoints.map((point) =>
      distributionOf(point, summaryDetail(point), null, about, arrived),
    )
  const meant = temporalityOf(data.value.aggregationTemporality)
  if (data.case === 'histogram')
    return data.value.dataPoints.map((point) =>
      distributionOf(point, histogramDetail(point), meant, about, arrived),
    )
  return data.value.dataPoints.map((point) =>
    distributionOf(point, exponentialDetail(point), meant, about, arrived),
  )
}

function distributionOf(
  point: SpreadPoint,
  detail: Detail | null,
  meant: Distribution['temporality'],
  about: About,
  arrived: number,
): Settled | Refusal {
  const time = settled(point.timeUnixNano, arrived)
  const isThere = (point.flags & noRecordedValue) === 0
  if (time === null || detail === null || !isThere) return 'malformed'
  if (bucketsIn(detail) > mostBuckets) return 'too-many-buckets'
  const start = Math.min(millis(point.startTimeUnixNano), time.at)
  const [min, max] = 'min' in point || 'max' in point ? [point.min, point.max] : []
  const record: Distribution = {
    kind: 'distribution',
    ...about,
    labels: labelsOf(point.attributes),
    start,
    at: time.at,
    temporality: meant,
    count: Number(point.count),
    sum: finite(point.sum),
    min: finite(min),
    max: finite(max),
    detail,
  }
  return { record, clamped: time.clamped }
}

function histogramDetail({ explicitBounds, bucketCounts }: HistogramPoint): Detail | null {
  const counts = bucketCounts.map(Number)
  const fits =
    counts.length === 0 ? explicitBounds.length === 0 : counts.length === explicitBounds.length + 1
  const isWhole = fits && explicitBounds.every(Number.isFinite)
  return isWhole ? { shape: 'histogram', bounds: [...explicitBounds], counts } : null
}

function exponentialDetail(point: ExponentialPoint): Detail | null {
  const { scale, zeroCount, zeroThreshold } = point
  if (!Number.isFinite(zeroThreshold)) return null
  const [positive, negative] = [bucketsOf(point.positive), bucketsOf(point.negative)]
  return { shape: 'exponential', scale, zero: Number(zeroCount), zeroThreshold, positive, negative }
}

function summaryDetail({ quantileValues }: SummaryPoint): Detail {
  const quantiles = quantileValues
    .filter(({ quantile, value }) => Number.isFinite(quantile) && Number.isFinite(value))
    .map(({ quantile, value }) => [quantile, value] as const)
  return { shape: 'summary', quantiles }
}

function bucketsOf(buckets: WireBuckets | undefined): Buckets {
  return { offset: buckets?.offset ?? 0, counts: (buckets?.bucketCounts ?? []).map(Number) }
}

function bucketsIn(detail: Detail): number {
  switch (detail.shape) {
    case 'histogram':
      return detail.counts.length
    case 'exponential':
      return detail.positive.counts.length + detail.negative.counts.length
    case 'summary':
      return detail.quantiles.length
  }
}

function temporalityOf(said: number): Distribution['temporality'] {
  if (said === temporality.DELTA) return 'delta'
  return said === temporality.CUMULATIVE ? 'cumulative' : null
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}
