// Looks at the room on the disks that hold our files.
import { spaceAt } from '../world/disk.ts'
import type { Finding } from './finding.ts'

export interface DiskSeen {
  /** Of our places, those on this disk. */
  readonly paths: readonly string[]
  /** Null: the system does not say. */
  readonly free: number | null
}

const megabyte = 1024 * 1024
const errorBelow = 50 * megabyte
const warningBelow = 500 * megabyte

/** One entry for each disk, as three places on one full disk are one trouble. */
export async function lookAtDisk(paths: readonly string[]): Promise<DiskSeen[]> {
  const disks = new Map<number | string, { paths: string[]; free: number | null }>()
  for (const path of paths) {
    const space = await spaceAt(path)
    const key = space?.disk ?? path
    const known = disks.get(key)
    if (known === undefined) disks.set(key, { paths: [path], free: space?.free ?? null })
    else if (!known.paths.includes(path)) known.paths.push(path)
  }
  return [...disks.values()]
}

export function diskFindings(seen: readonly DiskSeen[]): Finding[] {
  return seen.map(({ paths, free }) => {
    const layer = paths[0] ?? null
    const held = paths.join(', ')
    if (free === null) {
      return {
        id: 'disk-space',
        level: 'note',
        text: `How much room is left for ${held} is not known.`,
        layer,
        fix: null,
      }
    }
    const text = `${inWords(free)} are left on the disk that holds ${held}.`
    if (free >= warningBelow) return { id: 'disk-space', level: 'ok', text, layer, fix: null }
    return {
      id: 'disk-space',
      level: free < errorBelow ? 'error' : 'warning',
      text,
      layer,
      fix: 'Free some space; see where it went: du -xh -d 2 ~ | sort -h | tail',
    }
  })
}

function inWords(bytes: number): string {
  const gigabytes = bytes / megabyte / 1024
  return gigabytes >= 1 ? `${gigabytes.toFixed(1)} GB` : `${Math.floor(bytes / megabyte)} MB`
}
