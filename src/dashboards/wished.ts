// A measure as the reader wants it: split by another label, or with more rows or fewer.
import type { By } from './labels.ts'
import type { Measure } from './measure.ts'

export function splitBy(measure: Measure, by: By): Measure {
  switch (measure.op) {
    case 'by':
    case 'over-time':
    case 'rate':
      return { ...measure, by }
    default:
      return measure
  }
}

export function limited(measure: Measure, limit: number): Measure {
  return 'limit' in measure ? { ...measure, limit } : measure
}
