// The client that an editor brings with it: it lies in the extension's folder and has a version of its own.
import { posix, win32 } from 'node:path'
import { readBytes, standing } from '../world/files.ts'
import { namesIn } from '../world/folders.ts'
import type { Surroundings } from '../world/surroundings.ts'
import type { Client } from './claude-client.ts'
import { compareVersions, parseVersion, type Version } from './claude-version.ts'

const editors: readonly (readonly [folder: string, product: string])[] = [
  ['.vscode', 'VS Code'],
  ['.vscode-server', 'VS Code (remote)'],
  ['.vscode-insiders', 'VS Code Insiders'],
  ['.vscode-server-insiders', 'VS Code Insiders (remote)'],
  ['.vscode-oss', 'VSCodium'],
  ['.cursor', 'Cursor'],
  ['.cursor-server', 'Cursor (remote)'],
  ['.windsurf', 'Windsurf'],
  ['.windsurf-server', 'Windsurf (remote)'],
]

export async function findEditors({ home, platform }: Surroundings): Promise<Client[]> {
  const { join } = platform === 'win32' ? win32 : posix
  const found = await Promise.all(
    editors.map(async ([folder, product]) => {
      const extensions = join(home, folder, 'extensions')
      const names = (await namesIn(extensions).catch(() => [])).filter((name) =>
        /^anthropic\.claude-code-\d/i.test(name),
      )
      const clients = await Promise.all(
        names.map((name) => editorClient(join(extensions, name), product, platform)),
      )
      return newest(clients)
    }),
  )
  return found.filter((client) => client !== null)
}

/** Editors leave older versions of an extension lying there and load the newest. */
function newest(clients: readonly Client[]): Client | null {
  return clients.reduce<Client | null>(
    (best, client) => (best === null || isNewer(client, best) ? client : best),
    null,
  )
}

function isNewer(client: Client, best: Client): boolean {
  return compareVersions(client.version ?? [0, 0, 0], best.version ?? [0, 0, 0]) > 0
}

async function editorClient(
  folder: string,
  product: string,
  platform: NodeJS.Platform,
): Promise<Client> {
  const { join, basename } = platform === 'win32' ? win32 : posix
  const binary = join(
    folder,
    'resources',
    'native-binary',
    platform === 'win32' ? 'claude.exe' : 'claude',
  )
  const path = (await standing(binary).catch(() => null)) === null ? folder : binary
  const version =
    (await packageVersion(join(folder, 'package.json'))) ?? parseVersion(basename(folder))
  return {
    kind: 'vscode',
    product,
    path,
    realPath: path,
    version,
    trouble: version === null ? 'no version in its folder' : null,
  }
}

export async function packageVersion(path: string): Promise<Version | null> {
  try {
    const parsed: unknown = JSON.parse((await readBytes(path))?.toString('utf8') ?? 'null')
    const version =
      typeof parsed === 'object' && parsed !== null && 'version' in parsed ? parsed.version : null
    return typeof version === 'string' ? parseVersion(version) : null
  } catch {
    return null
  }
}
