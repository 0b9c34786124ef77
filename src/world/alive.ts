// Whether a process still lives, and since when: a number alone may be in use again by somebody else.
import { readFile } from 'node:fs/promises'
import { codeOf } from './fault.ts'

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // Not permitted means: it lives, under another user.
    return codeOf(cause) === 'EPERM'
  }
}

/** A mark of the start, in the kernel's own ticks; null where it cannot be known cheaply. */
export async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  // The command name may hold spaces and brackets: count fields after its last bracket.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}
