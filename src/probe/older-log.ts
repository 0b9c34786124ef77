// The debug file that the client wrote last by itself: all there is where it cannot be proved.
import { join } from 'node:path'
import { readBytes } from '../world/files.ts'
import { newestIn } from '../world/newest.ts'

export interface OlderLog {
  readonly path: string
  readonly text: string
}

export async function olderLog(config: string): Promise<OlderLog | null> {
  const folder = join(config, 'debug')
  const name = await newestIn(folder, /\.(?:txt|log)$/)
  if (name === null) return null
  const path = join(folder, name)
  const bytes = await readBytes(path).catch(() => null)
  return bytes === null ? null : { path, text: bytes.toString('utf8') }
}
