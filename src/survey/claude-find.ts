// Finds the client that `claude` in a terminal starts, and asks it for its version.
import { posix, win32 } from 'node:path'
import { run } from '../world/exec.ts'
import { realTarget, standing } from '../world/files.ts'
import type { Surroundings } from '../world/surroundings.ts'
import type { Client } from './claude-client.ts'
import { parseVersion } from './claude-version.ts'

const limit = 10_000

/** Where `claude` may lie, in the order in which a shell and the installers would have it. */
function clientPlaces(around: Surroundings): string[] {
  const { join } = around.platform === 'win32' ? win32 : posix
  const { home, env } = around
  const names = around.platform === 'win32' ? ['claude.exe', 'claude.cmd'] : ['claude']
  const folders =
    around.platform === 'win32'
      ? [
          join(home, '.local', 'bin'),
          join(home, '.claude', 'local'),
          join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'npm'),
        ]
      : [
          join(home, '.local/bin'),
          join(home, '.claude/local'),
          ...npmFolders(around),
          '/opt/homebrew/bin',
          '/usr/local/bin',
          '/home/linuxbrew/.linuxbrew/bin',
        ]
  const all = [...pathFolders(around), ...folders].flatMap((folder) =>
    names.map((name) => join(folder, name)),
  )
  return [...new Set(all)]
}

function pathFolders({ env, platform, cwd }: Surroundings): string[] {
  const path = platform === 'win32' ? win32 : posix
  const text = env['PATH'] ?? env['Path'] ?? ''
  return text
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.resolve(cwd, folder))
}

function npmFolders({ home, env }: Surroundings): string[] {
  const prefix = env['npm_config_prefix'] ?? env['NPM_CONFIG_PREFIX']
  return [
    ...(prefix === undefined ? [] : [posix.join(prefix, 'bin')]),
    posix.join(home, '.npm-global/bin'),
    posix.join(home, '.claude/local/node_modules/.bin'),
  ]
}

export async function findClients(around: Surroundings): Promise<Client[]> {
  const found: Client[] = []
  for (const path of clientPlaces(around)) {
    const there = await standing(path).catch(() => null)
    if (there === null || !looksRunnable(there.mode, around.platform)) continue
    const realPath = await realTarget(path)
    if (found.some((other) => other.realPath === realPath)) continue
    found.push({
      kind: 'terminal',
      product: 'Claude Code',
      path,
      realPath,
      ...(await versionOf(path, around)),
    })
  }
  return found
}

function looksRunnable(mode: number, platform: NodeJS.Platform): boolean {
  return platform === 'win32' || (mode & 0o111) !== 0
}

/** `--version` sends nothing and needs no login; it still gets a limit, since a broken install can hang. */
async function versionOf(
  path: string,
  around: Surroundings,
): Promise<Pick<Client, 'version' | 'trouble'>> {
  const env = { ...around.env, CLAUDE_CODE_ENABLE_TELEMETRY: '0', DISABLE_AUTOUPDATER: '1' }
  const ran = await run(path, ['--version'], { env, timeout: limit })
  const version = parseVersion(ran.stdout)
  if (version !== null) return { version, trouble: null }
  if (ran.timedOut)
    return { version: null, trouble: `--version gave no answer within ${limit / 1000} s` }
  if (ran.fault !== null)
    return { version: null, trouble: `it could not be started (${ran.fault})` }
  return {
    version: null,
    trouble: `--version ended with code ${ran.code ?? 'none'} and no version`,
  }
}
