// config/stack.json, the saved wish: read with clear errors, written whole.
import { join } from 'node:path'
import { formatSaved, parseSaved } from '../config/saved.ts'
import type { StackConfig } from '../config/settings.ts'
import { privateFile, readBytes, writeWhole } from '../world/files.ts'
import type { Places } from '../world/places.ts'

export function stackFile(places: Places): string {
  return join(places.config, 'stack.json')
}

/** Null when nothing was saved yet. */
export async function readStack(places: Places): Promise<Partial<StackConfig> | null> {
  const path = stackFile(places)
  const bytes = await readBytes(path)
  return bytes === null ? null : parseSaved(bytes.toString('utf8'), path)
}

export async function writeStack(places: Places, settings: Partial<StackConfig>): Promise<void> {
  await writeWhole(stackFile(places), formatSaved(settings), { mode: privateFile })
}
