// Whether a process still lives, and since when: a number alone may be in use again by somebody else.
import { readFile } from 'node:fs/promises'
import { run } from './exec.ts'
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

/** A mark of the start, the same each time it is asked; null where it cannot be known cheaply. */
export function startOf(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return startInTicks(pid)
  return process.platform === 'win32' ? Promise.resolve(null) : startByPs(pid)
}

async function startInTicks(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  // The command name may hold spaces and brackets: count fields after its last bracket.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  // In a container nobody may collect what has ended: it keeps its number, and does nothing any more.
  return fields?.[0] === 'Z' ? 'ended' : (fields?.[19] ?? null)
}

/** Where there is no /proc: to the second, in words that do not depend on the language of the user. */
export async function startByPs(pid: number): Promise<string | null> {
  const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' }
  const ran = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { env, timeout: 3_000 })
  const said = ran.stdout.trim()
  return ran.code === 0 && said !== '' ? said : null
}
