// The door to files that only help to look: what cannot be read tells nothing, which is no fault.
import { readFile } from 'node:fs/promises'

export async function textAt(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null)
}
