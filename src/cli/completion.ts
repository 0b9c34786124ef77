// The completion script for a shell: a text that holds the whole table, so that no Tab ever starts Node.
import { bashScript } from './completion-bash.ts'
import { fishScript } from './completion-fish.ts'
import { powershellScript } from './completion-powershell.ts'
import { type CommandShape, tableOf } from './completion-entries.ts'
import { zshScript } from './completion-zsh.ts'

export type { CommandShape } from './completion-entries.ts'

const scripts = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
} as const

export type CompletionShell = keyof typeof scripts
export const completionShells = Object.keys(scripts) as readonly CompletionShell[]

export function completionScript(
  shell: CompletionShell,
  commands: readonly CommandShape[],
): string {
  return scripts[shell](tableOf(commands))
}
