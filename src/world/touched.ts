// When a file was written last.
import { stat } from 'node:fs/promises'

/** ISO 8601, or null when there is no such file. */
export async function timeOf(path: string): Promise<string | null> {
  return stat(path).then(
    ({ mtime }) => mtime.toISOString(),
    () => null,
  )
}
