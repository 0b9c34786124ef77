// What a panel of Grafana asks of a store, and the only windows over time that add up.

export interface Query {
  readonly expr: string
  /** What its series are called; Grafana fills in labels between braces. */
  readonly legend: string
  /** At the end of the range, or once for each bar. */
  readonly at: 'end' | 'bars'
  /** The period before: a number to compare with. */
  readonly before?: true
}

/** Milliseconds, since Grafana rounds `$__range` to seconds and `$__interval` to whole units. */
const range = '${__range_ms}ms'
const interval = '${__interval_ms}ms'

export const inRange = `[${range}]`
export const inPeriodBefore = `[${range}] offset ${range}`
/** The bar at t is (t, t + step]: looking ahead, or the newest bar would be missing. */
export const inBar = `[${interval}] offset -${interval}`
export const secondsOfBar = '(${__interval_ms} / 1000)'

/** Weeks would begin on a Thursday, and months differ in length: neither is a bar here. */
export function isOfCalendar(measure: object): boolean {
  return 'step' in measure && (measure.step === '1w' || measure.step === '1M')
}
