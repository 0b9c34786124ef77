// The Desktop app and the Agent SDK: two more clients, each with a copy of its own.
import { posix, win32 } from 'node:path'
import { readBytes, standing } from '../world/files.ts'
import { namesIn } from '../world/folders.ts'
import type { Surroundings } from '../world/surroundings.ts'
import type { Client } from './claude-client.ts'
import { packageVersion } from './claude-editors.ts'
import { compareVersions, parseVersion, type Version } from './claude-version.ts'

/** The app's own data folders; `Claude-3p` is the one for gateways and other providers. */
function desktopFolders({ home, platform, env }: Surroundings): string[] {
  if (platform === 'darwin') {
    const support = posix.join(home, 'Library/Application Support')
    return [posix.join(support, 'Claude'), posix.join(support, 'Claude-3p')]
  }
  if (platform === 'win32') {
    const roaming = env['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming')
    return [win32.join(roaming, 'Claude'), win32.join(roaming, 'Claude-3p')]
  }
  const config = env['XDG_CONFIG_HOME'] ?? posix.join(home, '.config')
  return [posix.join(config, 'Claude'), posix.join(config, 'Claude-3p')]
}

/** The app keeps the clients that it downloaded in folders named by version. */
export async function findDesktop(around: Surroundings): Promise<Client[]> {
  const { join } = around.platform === 'win32' ? win32 : posix
  const found = await Promise.all(
    desktopFolders(around).map(async (folder): Promise<Client | null> => {
      if ((await standing(folder).catch(() => null)) === null) return null
      const path = join(folder, 'claude-code')
      const version = latest(await namesIn(path).catch(() => []))
      const trouble = version === null ? 'it has not downloaded a client yet' : null
      return {
        kind: 'desktop',
        product: `Desktop app (${folder})`,
        path: version === null ? folder : path,
        realPath: path,
        version,
        trouble,
      }
    }),
  )
  return found.filter((client) => client !== null)
}

function latest(names: readonly string[]): Version | null {
  const versions = names.map(parseVersion).filter((version) => version !== null)
  return versions.sort(compareVersions).at(-1) ?? null
}

/** The nearest one above the folder we are run in, as Node would resolve it. */
export async function findSdk({ cwd, platform }: Surroundings): Promise<Client[]> {
  const { join, dirname } = platform === 'win32' ? win32 : posix
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', '@anthropic-ai', 'claude-agent-sdk')
    if ((await standing(path).catch(() => null)) !== null)
      return [await sdkClient(path, join(path, 'package.json'))]
    if (dirname(folder) === folder) return []
  }
}

/** The SDK numbers itself apart from the client and names the client's version beside its own. */
async function sdkClient(path: string, manifest: string): Promise<Client> {
  const text = await readBytes(manifest).then(
    (bytes) => bytes?.toString('utf8') ?? '',
    () => '',
  )
  const named = /"claudeCodeVersion"\s*:\s*"([^"]+)"/.exec(text)?.[1]
  const own = await packageVersion(manifest)
  const product = own === null ? 'Agent SDK' : `Agent SDK ${own.join('.')}`
  const version = named === undefined ? null : parseVersion(named)
  return {
    kind: 'sdk',
    product,
    path,
    realPath: path,
    version,
    trouble: version === null ? 'it does not name the client inside it' : null,
  }
}
