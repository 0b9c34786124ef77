// Whether what we placed in files of others still stands there as we left it.
import type { Placement } from '../placing/placement.ts'
import { readReceipt } from '../state/receipt.ts'
import type { Finding } from '../survey/finding.ts'
import { readBytes, sha256 } from '../world/files.ts'
import type { Check } from './check.ts'

const id = 'placement-edited'

export const placementsCheck: Check = {
  ids: [id],
  limit: 5_000,
  look: async ({ places }) => {
    const placements = (await readReceipt(places))?.placements ?? []
    if (placements.length === 0) {
      return [
        {
          id,
          level: 'note',
          text: 'Nothing was placed anywhere yet.',
          layer: null,
          fix: 'claude-telemetry connect',
        },
      ]
    }
    return Promise.all(placements.map(look))
  },
}

async function look({ kind, target, after }: Placement): Promise<Finding> {
  const bytes = await readBytes(target)
  const fix =
    kind === 'settings' ? 'claude-telemetry connect' : `claude-telemetry connect --to ${kind}`
  if (bytes === null) {
    return {
      id,
      level: 'warning',
      text: `${target} is gone, and our variables with it.`,
      layer: target,
      fix,
    }
  }
  if (sha256(bytes) === after.sha256) {
    return { id, level: 'ok', text: `${target} is as we left it.`, layer: target, fix: null }
  }
  // Claude Code writes its own settings too: a change elsewhere in the file is everyday.
  const text = `${target} was changed since we placed our variables; the checks above say whether they still hold.`
  return { id, level: 'note', text, layer: target, fix: null }
}
