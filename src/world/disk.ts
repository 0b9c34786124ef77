// The door to disk space: how much is left where a path lies or would lie.
import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from './fault.ts'

export interface Space {
  /** The nearest folder that exists: the place that was really asked. */
  readonly at: string
  /** Two paths with one number lie on one disk. */
  readonly disk: number
  readonly free: number
  readonly total: number
}

/** What this user may still use, not what root may; null when the system does not say. */
export async function spaceAt(path: string): Promise<Space | null> {
  for (let at = path; ; at = dirname(at)) {
    try {
      const { dev } = await stat(at)
      const { bavail, blocks, bsize } = await statfs(at)
      return { at, disk: dev, free: bavail * bsize, total: blocks * bsize }
    } catch (cause) {
      const above = codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR'
      if (!above || at === dirname(at)) return null
    }
  }
}
