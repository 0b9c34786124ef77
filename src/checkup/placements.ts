// Whether what we placed in files of others still stands there as we left it.
import { inspect } from '../placing/inspect.ts'
import type { Placement } from '../placing/placement.ts'
import { readReceipt } from '../state/receipt.ts'
import type { Finding } from '../survey/finding.ts'
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

async function look(placement: Placement): Promise<Finding> {
  const { kind, target } = placement
  const { state, names } = await inspect(placement)
  const fix =
    kind === 'settings' ? 'claude-telemetry connect' : `claude-telemetry connect --to ${kind}`
  if (state === 'placed') {
    return { id, level: 'ok', text: `${target} holds what we placed.`, layer: target, fix: null }
  }
  if (state === 'absent') {
    const text = `Nothing of ours is in ${target} any more.`
    return { id, level: 'warning', text, layer: target, fix }
  }
  const text = `What we placed in ${target} was changed since: ${names.join(', ')}.`
  return { id, level: 'warning', text, layer: target, fix }
}
