// A measure as the reader wants it: split by another label, or with more rows or fewer.
import type { By } from './labels.ts'
import type { Measure } from './measure.ts'

export function splitBy(measure: Measure, by: By): Measure {
  const splits = measure.op === 'by' || measure.op === 'over-time' || measure.op === 'rate'
  return splits ? { ...measure, by } : measure
}

export function limited(measure: Measure, limit: number): Measure {
  return 'limit' in measure ? { ...measure, limit } : measure
}
