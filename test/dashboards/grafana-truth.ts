// What panels must show, added up from the points themselves.
import { attributeOf, type By } from '../../src/dashboards/labels.ts'
import type { Quantity, Range, Where } from '../../src/dashboards/measure.ts'
import { metrics } from '../../src/dashboards/metrics.ts'
import type { MadePoint } from './made-year.ts'

export type Parts = Map<string, number>

function labelOf({ labels }: MadePoint, by: By): string {
  const value = labels[attributeOf(by)] ?? ''
  return by === 'model' ? value.replace(/(?<=.)\[.*$/s, '') : value
}

export class Truth {
  readonly #byMetric = new Map<string, MadePoint[]>()

  constructor(points: readonly MadePoint[]) {
    for (const point of points.toSorted((a, b) => a.end - b.end)) {
      const known = this.#byMetric.get(point.metric)
      if (known === undefined) this.#byMetric.set(point.metric, [point])
      else known.push(point)
    }
  }

  points({ metric, where = [] }: Quantity, { from, to }: Range, more: readonly Where[]) {
    const all = this.#byMetric.get(metrics[metric].name) ?? []
    return all.filter(
      (point) =>
        point.end > from &&
        point.end <= to &&
        [...where, ...more].every(({ label, is }) => is.includes(labelOf(point, label))),
    )
  }

  /** Null where nothing was reported. */
  sum(of: Quantity, range: Range, more: readonly Where[]): number | null {
    const points = this.points(of, range, more)
    return points.length === 0 ? null : points.reduce((sum, { value }) => sum + value, 0)
  }

  /** For each value of the label; one part without a name when it is not split. */
  parts(of: Quantity, range: Range, more: readonly Where[], by?: By): Parts {
    return this.#added(this.points(of, range, more), (point) => nameOf(point, by))
  }

  /** `part at` → value; the bar at t is (t, t + step], from `start` to the one that begins at `end`. */
  bars(
    of: Quantity,
    { start, end, step }: { start: number; end: number; step: number },
    more: readonly Where[],
    by?: By,
  ): Parts {
    const points = this.points(of, { from: start, to: end + step }, more)
    return this.#added(points, (point) => {
      const at = start + (Math.ceil((point.end - start) / step) - 1) * step
      return `${nameOf(point, by)} ${at}`
    })
  }

  #added(points: readonly MadePoint[], keyOf: (point: MadePoint) => string): Parts {
    const sums: Parts = new Map()
    for (const point of points) {
      const key = keyOf(point)
      sums.set(key, (sums.get(key) ?? 0) + point.value)
    }
    return sums
  }
}

function nameOf(point: MadePoint, by?: By): string {
  if (by === undefined) return ''
  const value = labelOf(point, by)
  return value === '' ? 'none' : value
}
