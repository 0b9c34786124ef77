// A panel is data: what to compute and how to draw it. A board is a page of them.
import type { Measure } from './measure.ts'
import type { Unit } from './metrics.ts'

export type Drawing =
  /** One number, against the period before. */
  | 'number'
  /** Bars over time, parts on top of each other. */
  | 'stack'
  /** Lines over time. */
  | 'lines'
  /** One bar per part, largest first. */
  | 'parts'
  | 'table'
  /**
   * One session as lanes along its time, one lane for each `kind`: a mark from `start` to `at`
   * (both milliseconds; the same where nothing took time). Rows of the table of `timeline`.
   */
  | 'lanes'
  /** A line that rises in steps: rows of `at` and `running`, the sum of `cost` up to then. */
  | 'running'

export interface Panel {
  readonly id: string
  readonly title: string
  /** What it counts, for a person who reads it the first time. */
  readonly description: string
  readonly unit: Unit
  readonly measure: Measure
  readonly draw: Drawing
  /** Of twelve columns, where there is room. */
  readonly width: 2 | 3 | 4 | 6 | 8 | 12
  /** For a number: whether more is good news, bad news, or just news. */
  readonly more?: 'good' | 'bad'
  /** Order and colour of known parts: the same in every panel. */
  readonly parts?: readonly string[]
  /** Title of the group that begins with this panel. */
  readonly heading?: string
  /** The reader may choose what it is split by: `by=` in the address, names from /api/labels. */
  readonly choose?: 'by'
}

export interface Board {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly panels: readonly Panel[]
  /** Answers only about one session. */
  readonly needs?: 'session'
}

/** Said wherever money is shown. */
export const estimate = 'An estimate at list price, as the client reckons it; not a bill.'

export const tokenTypes = ['cacheRead', 'cacheCreation', 'input', 'output'] as const
