// What `init` looks at first: troubles are said, and a full disk stops it before anything is written.
import { Problem } from '../errors.ts'
import { findingText } from '../survey/findings-text.ts'
import type { Talk } from '../talk.ts'
import type { Places } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { runChecks } from './check.ts'
import { beforehand, checks } from './checks.ts'
import { type Visit, examine } from './examine.ts'

export async function lookFirst(
  places: Places,
  around: Surroundings,
  visit: Visit,
  talk: Talk,
): Promise<void> {
  const patient = await examine(places, around, visit)
  const found = await runChecks(checks, patient, beforehand)
  const troubles = found.filter(({ level }) => level === 'error' || level === 'warning')
  const full = troubles.find(({ id, level }) => id === 'disk-space' && level === 'error')
  if (full !== undefined) {
    throw new Problem('disk-full', `${full.text} Nothing was changed.`, {
      hints: [full.fix ?? 'df -h'],
    })
  }
  for (const trouble of troubles) talk.say(findingText(trouble))
}
