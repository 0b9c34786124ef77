// Findings of one trap as lines, the way the tables of the trap tests spell them.
import type { FindingId } from '../../src/survey/finding.ts'
import { runTraps } from '../../src/survey/traps/registry.ts'
import type { TrapFacts } from '../../src/survey/traps/trap.ts'

export const user = 'user settings (/home/ada/.claude/settings.json)'
export const connect = 'claude-telemetry connect --to settings --replace'

/** level | text | layer | fix */
export function told(id: FindingId, given: TrapFacts): string[] {
  return runTraps(given)
    .filter((finding) => finding.id === id)
    .map(({ level, text, layer, fix }) => [level, text, layer ?? '-', fix ?? '-'].join(' | '))
}
