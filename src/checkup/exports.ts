// Proof that the client exports: run once, against a listener of ours, when that was asked for.
import type { Finding } from '../survey/finding.ts'
import type { Check } from './check.ts'

const id = 'client-exports'

export const exportsCheck: Check = {
  ids: [id],
  limit: 60_000,
  look: async ({ probe }): Promise<Finding[]> => {
    if (!probe) {
      const text =
        'Claude Code was not run. To prove that it exports, it would be run once against a listener of ours.'
      return [{ id, level: 'note', text, layer: null, fix: 'claude-telemetry doctor --probe' }]
    }
    return []
  },
}
