// What to type to call this program again: every line we print must work as it stands, whatever the PATH.
import { existsSync } from 'node:fs'
import { delimiter, join, sep } from 'node:path'
import type { Places } from './places.ts'
import type { Surroundings } from './surroundings.ts'

const name = 'claude-telemetry'

/** `entry` is the script that runs now; `starter` the one that init has made, or will make. */
export function ownName(
  around: Surroundings,
  places: Places,
  starter: string,
  entry: string,
): string {
  const moved = places.home === null ? around.env['CLAUDE_TELEMETRY_STACK'] : places.home
  if (existsSync(starter)) return word(starter, around.platform)
  if ((moved === undefined || moved === '') && lastingOnPath(around)) return name
  return entry.includes(`${sep}node_modules${sep}`)
    ? `npx ${name}`
    : `node ${word(entry, around.platform)}`
}

/** A package runner puts folders on the PATH that are gone when it ends. */
function lastingOnPath({ env, platform }: Surroundings): boolean {
  const file = platform === 'win32' ? `${name}.cmd` : name
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !folder.includes('node_modules'))
    .some((folder) => existsSync(join(folder, file)))
}

function word(path: string, platform: NodeJS.Platform): string {
  if (/^[A-Za-z0-9_\-./:\\]+$/.test(path)) return path
  return platform === 'win32' ? `"${path}"` : `'${path.replaceAll("'", `'\\''`)}'`
}

/** Puts the name into a line that begins with, or quotes, a call of ours. */
export function inOwnName(line: string, own: string): string {
  return line.replace(
    /(^|[\s"'`(&|;])claude-telemetry(?= (?:-|[a-z]))/g,
    (_, before: string) => before + own,
  )
}
