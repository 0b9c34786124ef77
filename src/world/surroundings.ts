// What this process was given: a value, so that a test can be any machine and any user.
import { homedir, release, userInfo } from 'node:os'
import { isAbsolute } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Surroundings {
  readonly env: Environment
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly cwd: string
  /** Null where the system has no such number (Windows). */
  readonly uid: number | null
}

export function surroundings(): Surroundings {
  return {
    env: process.env,
    platform: process.platform,
    home: homeFolder(),
    cwd: process.cwd(),
    uid: process.getuid?.() ?? null,
  }
}

/** HOME is believed as every Unix program does, but not when it is empty: that would be the folder we stand in. */
function homeFolder(): string {
  const home = homedir()
  return isAbsolute(home) ? home : userInfo().homedir
}

/** For a bug report. */
export function systemName(): string {
  return `node ${process.versions.node}, ${process.platform} ${release()} ${process.arch}`
}
