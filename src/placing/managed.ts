// Managed settings as files to hand to an administrator: written below a folder of the user's choice, nowhere else.
import { join, resolve } from 'node:path'
import type { EnvChange } from '../env/change.ts'
import type { Surroundings } from '../world/surroundings.ts'
import type { Placement } from './placement.ts'
import type { Proposal } from './proposal.ts'
import { holdsSecret } from './secret.ts'
import { planWhole } from './whole.ts'

const name = '50-claude-telemetry.json'

export async function planManaged(
  around: Surroundings,
  outDir: string,
  change: EnvChange,
  placements: readonly Placement[],
): Promise<Proposal[]> {
  const folder = resolve(around.cwd, outDir)
  const set = change.filter((entry) => entry.value !== null)
  const env = Object.fromEntries(set.map((entry) => [entry.name, entry.value]))
  const own = { kind: 'managed', shell: null, isPrivate: false } as const
  const settings = {
    ...own,
    path: join(folder, 'managed-settings.d', name),
    text: `${JSON.stringify({ env }, null, 2)}\n`,
    change: set,
  }
  const install = {
    ...own,
    path: join(folder, 'INSTALL.txt'),
    text: installText(holdsSecret(set)),
    change: [],
  }
  return [
    await planWhole(around, settings, placements),
    await planWhole(around, install, placements),
  ]
}

function installText(hasSecret: boolean): string {
  return `Claude Code sends telemetry: managed settings for this machine
(written by claude-telemetry, which is not made by Anthropic)

Copy managed-settings.d/${name} as administrator to:

  Linux and WSL   /etc/claude-code/managed-settings.d/${name}
  macOS           /Library/Application Support/ClaudeCode/managed-settings.d/${name}
  Windows         C:\\Program Files\\ClaudeCode\\managed-settings.d\\${name}

On Linux, from the folder of this file:

  sudo install -D -m 644 managed-settings.d/${name} /etc/claude-code/managed-settings.d/${name}

Files of that folder are merged after managed-settings.json in the order of their
names; a later one wins, variable by variable. Nobody on the machine can override
these values. Open sessions have to be restarted.
${hasSecret ? secretText : ''}
To remove it, delete that one file:

  sudo rm /etc/claude-code/managed-settings.d/${name}
`
}

const secretText = `
The file holds a header for the endpoint, which is a secret: with mode 644 every
user of the machine can read it, and they have to, because their Claude Code does.
Use one that may only write telemetry.
`
