// Damaged databases that were set aside: they stay where they are until somebody takes them away.
import { join } from 'node:path'
import { namesIn } from '../../world/folders.ts'
import type { Places } from '../../world/places.ts'

export function storeFolder(places: Places): string {
  return join(places.data, 'store')
}

/** Each by its main file; what the database kept beside it moved with it. */
export async function databasesSetAside(places: Places): Promise<string[]> {
  const folder = storeFolder(places)
  const names = await namesIn(folder)
  return names
    .filter((name) => /\.damaged-[\dT.-]+Z$/.test(name))
    .toSorted()
    .map((name) => join(folder, name))
}
