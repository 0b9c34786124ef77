// How much is kept, and how long: from the settings, for whoever opens the store.
import type { StackConfig } from '../../config/settings.ts'

export interface Retention {
  /** Days that single points, levels and distributions are kept. */
  readonly points: number
  readonly events: number
  /** When the data is larger than that, the oldest goes first. */
  readonly bytes: number
}

const gigabyte = 1e9

export function retentionOf(config: StackConfig): Retention {
  const days = config['retention-days']
  return { points: days, events: days, bytes: config['retention-size'] * gigabyte }
}
