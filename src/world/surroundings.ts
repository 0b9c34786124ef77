// What this process was given: a value, so that a test can be any machine and any user.
import { homedir } from 'node:os'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Surroundings {
  readonly env: Environment
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly cwd: string
  /** Null where the system has no such number (Windows). */
  readonly uid: number | null
}

/** HOME is believed when it is set, as every Unix program does; the account database is the fallback. */
export function surroundings(): Surroundings {
  return {
    env: process.env,
    platform: process.platform,
    home: homedir(),
    cwd: process.cwd(),
    uid: process.getuid?.() ?? null,
  }
}
