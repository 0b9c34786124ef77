// Which filters make sense for which measure: one that cannot hold is said, never passed over.
import { type EventName, isOwn, otherWords } from './events.ts'
import { type By, attributeOf, byTitle, everywhere, type LabelName, ofResource } from './labels.ts'
import type { Asking, Measure, Quantity } from './measure.ts'
import { type Metric, metrics } from './metrics.ts'

const said: readonly By[] = [...everywhere, ...ofResource]

/** A sentence for each filter that this measure knows nothing of. */
export function doesNotApply(measure: Measure, { where = [] }: Asking): string[] {
  return where
    .filter(({ label }) => !applies(measure, label))
    .map(
      ({ label }) => `${byTitle(label)} is not known here, so this panel cannot be narrowed by it.`,
    )
}

function applies(measure: Measure, label: By): boolean {
  if ('event' in measure) return ofEvent(measure.event, label)
  switch (measure.op) {
    case 'together':
      return measure.each.every(({ of }) => ofSum(of, label))
    case 'ratio':
      return ofSum(measure.of, label) && ofSum(measure.to, label)
    case 'sessions':
      return true
    case 'timeline':
    case 'running':
    case 'marks':
      return false
    case 'total':
    case 'by':
    case 'over-time':
    case 'rate':
    case 'top-sessions':
      return ofSum(measure.of, label)
  }
}

/** What users attach themselves is on everything. */
function isOwnAttribute(label: By): boolean {
  return label.startsWith('attribute:')
}

function ofSum({ metric }: Quantity, label: By): boolean {
  const { splitBy }: Metric = metrics[metric]
  return isOwnAttribute(label) || said.includes(label) || splitBy.includes(label as LabelName)
}

function ofEvent(event: EventName, label: By): boolean {
  const attribute = attributeOf(label)
  if (isOwnAttribute(label) || said.includes(label)) return true
  return isOwn(event, attribute) && !otherWords.includes(attribute)
}
