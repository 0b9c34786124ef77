// A panel that is one number: a total of one metric, in that metric's own words unless others fit better.
import type { Panel } from '../board.ts'
import type { Quantity } from '../measure.ts'
import { metrics } from '../metrics.ts'

export function number(id: string, title: string, of: Quantity, more: Partial<Panel> = {}): Panel {
  return {
    id,
    title,
    description: metrics[of.metric].help,
    unit: metrics[of.metric].unit,
    measure: { op: 'total', of },
    draw: 'number',
    width: 3,
    ...more,
  }
}
