// Where the bed lies: outside the tree, so that a fresh clone finds it warm.
import { homedir } from 'node:os'
import { join } from 'node:path'

export function bedFolder(env = process.env) {
  if (env.CLAUDE_TELEMETRY_BED) return env.CLAUDE_TELEMETRY_BED
  return join(cacheFolder(env), 'claude-telemetry-bed')
}

function cacheFolder(env) {
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  if (process.platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local')
  return join(homedir(), '.cache')
}

/** What was installed (size, time, checksum) and what could not be (reason), by name. */
export function manifestFile(env = process.env) {
  return join(bedFolder(env), 'manifest.json')
}
