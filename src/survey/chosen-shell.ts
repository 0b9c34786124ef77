// The shell to write for: the one that was named, else the one that runs us, else a refusal that lists them.
import { type ShellName, isShellName, shellNames } from '../env/shells/registry.ts'
import { Problem } from '../errors.ts'
import { parentName } from '../world/process.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { detectShell } from './shell-detect.ts'

export async function chosenShell(named: string | null, around: Surroundings): Promise<ShellName> {
  if (named !== null && isShellName(named)) return named
  const found = named === null ? detectShell(around, await parentName()) : null
  if (found !== null) return found
  const what =
    named === null
      ? 'Which shell this is cannot be told.'
      : `There is no shell called ${JSON.stringify(named)} here.`
  throw new Problem('unknown-shell', what, {
    hints: [`Name it: ${shellNames.join(', ')}.`, 'claude-telemetry env --shell bash'],
  })
}
