// What a running `serve` leaves in our state folder: enough to find it, and to know that it is really the one.
import { join } from 'node:path'
import { privateFile, readBytes, removeFile, writeWhole } from '../../world/files.ts'
import type { Ports } from '../../state/ports.ts'
import type { Places } from '../../world/places.ts'

export interface Mark {
  readonly schemaVersion: 1
  readonly pid: number
  /** In the kernel's own ticks, where it can be known: a number that is used again is another process. */
  readonly started: string | null
  /** Said again by /healthz: only who wrote this mark can know it. */
  readonly instance: string
  readonly version: string
  readonly ports: Ports
  readonly since: string
  /** Opens its control door; only who may read this file knows it. Older ones have none. */
  readonly control?: string
}

export function markFile(places: Places): string {
  return join(places.state, 'serve.json')
}

/** Null when there is none, or when it is not whole: then nobody can be asked. */
export async function readMark(places: Places): Promise<Mark | null> {
  const bytes = await readBytes(markFile(places))
  if (bytes === null) return null
  try {
    const mark: Mark = JSON.parse(bytes.toString('utf8'))
    return mark.schemaVersion === 1 && Number.isInteger(mark.pid) ? mark : null
  } catch {
    return null
  }
}

export async function writeMark(places: Places, mark: Mark): Promise<void> {
  await writeWhole(markFile(places), `${JSON.stringify(mark, null, 2)}\n`, { mode: privateFile })
}

/** Only its own: another that has started meanwhile keeps its mark. */
export async function removeMark(places: Places, instance: string): Promise<void> {
  if ((await readMark(places))?.instance === instance) await removeFile(markFile(places))
}
