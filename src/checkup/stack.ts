// Whether what we saved and what we made can still be read.
import { readReceipt, receiptFile } from '../state/receipt.ts'
import { readStack, stackFile } from '../state/stack-file.ts'
import type { Finding } from '../survey/finding.ts'
import type { Check } from './check.ts'

export const stackCheck: Check = {
  ids: ['stack-file'],
  limit: 2_000,
  look: async ({ places }): Promise<Finding[]> => {
    const [stack, receipt] = [await readStack(places), await readReceipt(places)]
    const id = 'stack-file'
    if (stack === null && receipt === null) {
      const fix = 'claude-telemetry init --engine remote --endpoint http://127.0.0.1:4318'
      return [{ id, level: 'note', text: 'Nothing is set up here yet.', layer: null, fix }]
    }
    if (receipt === null) {
      const text = 'Settings are saved, but nothing was set up with them yet.'
      return [{ id, level: 'note', text, layer: stackFile(places), fix: 'claude-telemetry init' }]
    }
    const text = `Saved settings and receipt are whole (${receiptFile(places)}).`
    return [{ id, level: 'ok', text, layer: null, fix: null }]
  },
}
