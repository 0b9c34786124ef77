// Looks for open Claude Code sessions of this user: settings are read once, at the start of a session.
import { run } from '../world/exec.ts'
import { within } from '../world/limit.ts'
import { processesIn } from '../world/proc.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { isSession, readPs } from './sessions-match.ts'

export interface SessionSeen {
  readonly pid: number
  /** Milliseconds since 1970; null when it cannot be known. */
  readonly started: number | null
  readonly cwd: string | null
}

const lookLimit = 4000

/** Null: this system cannot be asked. Other users' sessions are theirs, also when root looks. */
export async function lookAtSessions(around: Surroundings): Promise<readonly SessionSeen[] | null> {
  if (around.platform === 'win32') return null
  const seen = await within(lookLimit, around.platform === 'linux' ? inProc(around) : byPs(around))
  return seen?.toSorted((a, b) => (a.started ?? 0) - (b.started ?? 0)) ?? null
}

async function inProc({ uid }: Surroundings): Promise<SessionSeen[]> {
  const all = await processesIn()
  return all
    .filter((one) => (uid === null || one.uid === uid) && one.pid !== process.pid && isSession(one))
    .map(({ pid, started, cwd }) => ({ pid, started, cwd }))
}

async function byPs(around: Surroundings): Promise<SessionSeen[] | null> {
  const env = { ...around.env, LC_ALL: 'C' }
  const ran = await run('ps', ['-xo', 'pid=,lstart=,command='], { env, timeout: lookLimit })
  if (ran.code !== 0) return null
  return readPs(ran.stdout)
    .filter(
      ({ pid, command }) =>
        pid !== process.pid && isSession({ argv: command.split(' '), exe: null }),
    )
    .map(({ pid, started }) => ({ pid, started, cwd: null }))
}
