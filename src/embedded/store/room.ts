// Is there room on the disk? Asked before every commit, but not more often than it can change much.
import { spaceAt } from '../../world/disk.ts'

const asked = 500
const usualReserve = 100 * 1024 * 1024

/** Leaves this many bytes alone; by default 100 MB, on a small disk a tenth of it. */
export function roomIn(folder: string, reserve: number | null): () => Promise<boolean> {
  let enough = true
  let next = 0
  return async () => {
    if (performance.now() < next) return enough
    const space = await spaceAt(folder)
    next = performance.now() + asked
    const least = reserve ?? Math.min(usualReserve, (space?.total ?? Infinity) / 10)
    // A system that does not say how much is left: then SQLite's own fault has to do.
    enough = space === null || space.free >= least
    return enough
  }
}
