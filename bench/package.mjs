// What a user's disk holds after an installation: our package, for it brings all that it needs.
import { execFileSync } from 'node:child_process'
import { npmCommand, root } from '../scripts/fresh.mjs'
import { line } from './figures.mjs'

/** Promised, in bytes. */
const most = 46 * 1000 * 1000

export async function packed() {
  const [file, ...args] = npmCommand(['pack', '--dry-run', '--json', '--ignore-scripts'])
  const told = execFileSync(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
  const [{ unpackedSize, size }] = JSON.parse(told.toString())
  const mega = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`
  const figure = `${mega(unpackedSize)} (${mega(size)} to download)`
  return [line('installed', figure, mega(most), unpackedSize > most)]
}
