// What Grafana does with a panel before a store is asked: its variables, the length of a bar, where bars begin.
import type { GrafanaPanel } from '../../src/dashboards/grafana-json.ts'
import type { Range } from '../../src/dashboards/measure.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Up to which length (left out) which one is taken; from a minute on. */
const rounded: readonly (readonly [number, number])[] = [
  [90 * second, minute],
  [210 * second, 2 * minute],
  [450 * second, 5 * minute],
  [750 * second, 10 * minute],
  [1050 * second, 15 * minute],
  [1500 * second, 20 * minute],
  [45 * minute, 30 * minute],
  [90 * minute, hour],
  [150 * minute, 2 * hour],
  [270 * minute, 3 * hour],
  [9 * hour, 6 * hour],
  [day, 12 * hour],
  [7 * day, day],
  [21 * day, 7 * day],
]

/** Length of a bar. */
export function stepOf({ interval, maxDataPoints = 1000 }: GrafanaPanel, { from, to }: Range) {
  const shortest = { '1m': minute, '1h': hour, '1d': day }[interval ?? '1m']
  if (shortest === undefined) throw new Error(`a length that is not known here: ${interval}`)
  const exact = (to - from) / maxDataPoints
  const step = rounded.find(([below]) => exact < below)?.[1] ?? 30 * day
  return Math.max(shortest, step)
}

/** First and last moment asked: rounded down to bars as the clock on the reader's wall has them. */
export function barsOf({ from, to }: Range, step: number, offset: number) {
  const down = (at: number): number => {
    const whole = Math.floor(at / second) * second
    return Math.floor((whole + offset) / step) * step - offset
  }
  return { start: down(from), end: down(to) }
}

/** A choice of several is a group of them, with their signs escaped for a regular expression in a text. */
export function chosen(values: readonly string[]): string {
  const texts = values.map((value) =>
    value.replaceAll('\\', '\\\\\\\\').replaceAll(/[$^*{}[\]'+?.()|]/g, '\\\\$&'),
  )
  return texts.length === 1 ? (texts[0] ?? '') : `(${texts.join('|')})`
}

/** What is no variable stays as it is: `$1` of label_replace. */
export function filledIn(expr: string, values: Readonly<Record<string, string | number>>): string {
  return expr.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (all, braced?: string, bare?: string) =>
    String(values[braced ?? bare ?? ''] ?? all),
  )
}
