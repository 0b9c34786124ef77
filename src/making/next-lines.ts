// The lines to type after `init`, in the words of the shell that runs us, whatever the PATH.
import { commandWord, loadLine } from '../env/shells/registry.ts'
import type { Next } from '../plan/init-answer.ts'
import type { Setup } from '../plan/setup.ts'
import { chosenShell } from '../survey/chosen-shell.ts'
import { type Places, starterFile } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'

export async function nextLines(
  places: Places,
  around: Surroundings,
  { connect, addresses }: Pick<Setup, 'connect' | 'addresses'>,
): Promise<Next[]> {
  const shell = await chosenShell(null, around).catch(() => 'sh' as const)
  const own = commandWord(shell, starterFile(places, around.platform))
  const open: Next[] = [
    { to: 'load', line: loadLine(shell, `${own} env --shell ${shell}`) },
    { to: 'connect', line: `${own} connect` },
  ]
  const always: Next[] = [
    { to: 'check', line: `${own} doctor` },
    { to: 'undo', line: `${own} uninstall` },
    // Last, where the eye falls.
    ...(addresses.page === null ? [] : [{ to: 'look', line: `${own} open` } as const]),
  ]
  return connect === 'none' ? [...open, ...always] : always
}
