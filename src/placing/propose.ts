// Where the variables shall go → the edits that put them there, planned and not made yet.
import { join, resolve } from 'node:path'
import type { EnvChange } from '../env/change.ts'
import { type ShellName, spell } from '../env/shells/registry.ts'
import { Problem } from '../errors.ts'
import type { Places } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { refuseForeignHome } from './home.ts'
import { planManaged } from './managed.ts'
import type { Kind, Placement } from './placement.ts'
import type { Proposal } from './proposal.ts'
import { planSettings } from './settings.ts'
import { planShell } from './shell.ts'

export interface Aim {
  readonly to: Kind
  readonly variables: EnvChange
  /** What the receipt knows of: a second connect starts from the originals. */
  readonly placements: readonly Placement[]
  readonly shell: ShellName | null
  readonly out: string | null
  readonly places: Places
  /** How to call this program, for remarks in files and for hints. */
  readonly own: string
}

export async function propose(aim: Aim, around: Surroundings): Promise<readonly Proposal[]> {
  if (aim.to === 'managed') return managed(aim, around)
  await refuseForeignHome(around)
  if (aim.to === 'settings') return [await planSettings(around, aim.variables, aim.placements)]
  const wish = {
    shell: aim.shell ?? 'sh',
    change: aim.variables,
    scripts: join(aim.places.config, 'shell'),
    own: aim.own,
    spell,
  }
  return planShell(around, wish, aim.placements)
}

function managed(
  { out, variables, placements }: Aim,
  around: Surroundings,
): Promise<readonly Proposal[]> {
  if (out !== null) return planManaged(around, resolve(around.cwd, out), variables, placements)
  throw new Problem(
    'bad-arguments',
    'Files for managed settings are only written below a folder that you name.',
    {
      hints: ['claude-telemetry connect --to managed --out ./policy'],
    },
  )
}
