// `completion`: the script for a shell. The table it is made from lives in the cli room, which hands it in.
import type { Verb } from '../call.ts'

/** A maker of scripts, given by the table of commands, so that this room need not know the table. */
export function completionWith(script: (shell: string) => string): Verb {
  return async ({ args, talk }) => {
    const shell = args[0] ?? ''
    const text = script(shell)
    return {
      data: { shell, script: text },
      text,
      after: talk.answerIsSeen ? [howToLoad(shell)] : [],
    }
  }
}

function howToLoad(shell: string): string {
  if (shell === 'fish') return 'To load it now: claude-telemetry completion fish | source'
  if (shell === 'powershell') {
    return 'To load it now: claude-telemetry completion powershell | Out-String | Invoke-Expression'
  }
  return `To load it now: source <(claude-telemetry completion ${shell})`
}
