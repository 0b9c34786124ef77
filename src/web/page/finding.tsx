// What the engine, or the doctor, thinks is wrong: the reason, and what to do about it.
import type { Finding } from './ask.ts'
import { Typed } from './typed.tsx'

const names: Readonly<Record<string, string>> = {
  error: 'Wrong',
  warning: 'Careful',
  note: 'Note',
}

export function FindingView({ finding }: { readonly finding: Finding }) {
  const { level, text, fix } = finding
  return (
    <div class={`finding ${level}`}>
      <p>
        <b class="level">{names[level] ?? level}</b> {text}
      </p>
      {fix !== null && (isCommand(fix) ? <Typed text={fix} /> : <p>{fix}</p>)}
    </div>
  )
}

/** A sentence begins with a capital letter, a command never does. */
function isCommand(fix: string): boolean {
  return /^[a-z]/.test(fix)
}
