// Is there room on the disk? Asked before every commit, but not more often than it can change much.
import { standingFile } from '../../world/database-files.ts'
import { spaceAt } from '../../world/disk.ts'

const asked = 50
const usualReserve = 100 * 1024 * 1024

/**
 * Leaves this many bytes alone; by default 100 MB, on a small disk a tenth of it. `pages` is how large the file
 * is in truth: what the log still holds of it will need room, too.
 */
export function roomFor(
  path: string,
  reserve: number | null,
  pages: () => number,
): () => Promise<boolean> {
  let enough = true
  let next = 0
  const look = async (): Promise<boolean> => {
    if (performance.now() < next) return enough
    const [space, file] = await Promise.all([spaceAt(path), standingFile(path)])
    const owed = Math.max(0, pages() - (file?.size ?? 0))
    next = performance.now() + asked
    const least = reserve ?? Math.min(usualReserve, (space?.total ?? Infinity) / 10)
    // A system that does not say how much is left: then SQLite's own fault has to do.
    enough = space === null || space.free - owed >= least
    return enough
  }
  return inOrder(look)
}

/** Answers come in the order of the questions: a parcel counts on the texts of those before it. */
export function inOrder<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve()
  return () => {
    const answer = last.then(ask, ask)
    last = answer
    return answer
  }
}
