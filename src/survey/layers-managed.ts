// Managed settings: files in the platform's folder, its drop-ins, and what the operating system enforces.
import { posix, win32 } from 'node:path'
import { run } from '../world/exec.ts'
import { standing } from '../world/files.ts'
import { namesIn } from '../world/folders.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { layerAt, type Place } from './layers-file.ts'
import type { Layer, ManagedSource } from './layers-layer.ts'
import { parseSettings } from './layers-parse.ts'

const limit = 3_000
const oldWindowsFile = 'C:\\ProgramData\\ClaudeCode\\managed-settings.json'

export function managedFolderOf(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return '/Library/Application Support/ClaudeCode'
  return platform === 'win32' ? 'C:\\Program Files\\ClaudeCode' : '/etc/claude-code'
}

/** Highest first: a later drop-in beats an earlier one, and any of them the base file. */
export async function managedFiles(folder: string, platform: NodeJS.Platform): Promise<Layer[]> {
  const { join } = platform === 'win32' ? win32 : posix
  const dropIns = join(folder, 'managed-settings.d')
  const names = (await namesIn(dropIns).catch(() => [])).filter((name) =>
    /^[^.].*\.json$/.test(name),
  )
  const paths = [join(folder, 'managed-settings.json'), ...names.map((name) => join(dropIns, name))]
  return Promise.all(
    paths.reverse().map((path) => layerAt({ name: 'managed', source: 'file', path })),
  )
}

/** The client stopped reading this one, and says nothing about it. */
export async function oldManagedFile(platform: NodeJS.Platform): Promise<Layer[]> {
  if (platform !== 'win32') return []
  return [await layerAt({ name: 'managed-unread', source: null, path: oldWindowsFile })]
}

/** Best effort: what cannot be asked is left out, never guessed. */
export async function systemPolicy({ platform, env }: Surroundings): Promise<Layer[]> {
  if (platform === 'darwin') {
    const user = env['USER']
    const folders = [
      '/Library/Managed Preferences',
      ...(user === undefined ? [] : [`/Library/Managed Preferences/${user}`]),
    ]
    return present(
      await Promise.all(
        folders.map((folder) => propertyList(`${folder}/com.anthropic.claudecode.plist`)),
      ),
    )
  }
  return platform === 'win32' ? present([await registry('HKLM', 'policy')]) : []
}

/** The weakest of the managed sources: the user's own hive. */
export async function userPolicy({ platform }: Surroundings): Promise<Layer[]> {
  return platform === 'win32' ? present([await registry('HKCU', 'user-policy')]) : []
}

async function propertyList(path: string): Promise<Layer | null> {
  if ((await standing(path).catch(() => null)) === null) return null
  const { code, stdout } = await run('plutil', ['-convert', 'json', '-o', '-', path], {
    timeout: limit,
  })
  return code === 0 ? layerOf({ name: 'managed', source: 'policy', path }, stdout) : null
}

async function registry(hive: 'HKLM' | 'HKCU', source: ManagedSource): Promise<Layer | null> {
  const key = `${hive}\\SOFTWARE\\Policies\\ClaudeCode`
  const { code, stdout } = await run('reg', ['query', key, '/v', 'Settings'], { timeout: limit })
  const json = code === 0 ? registryText(stdout) : null
  return json === null ? null : layerOf({ name: 'managed', source, path: key }, json)
}

/** `reg query` prints name, type and value in one line, with blanks between. */
export function registryText(stdout: string): string | null {
  return /^\s*Settings\s+REG_(?:EXPAND_)?SZ\s+(.*\S)\s*$/m.exec(stdout)?.[1] ?? null
}

function layerOf(place: Place, text: string): Layer {
  return { ...place, ...parseSettings(text) }
}

function present(layers: readonly (Layer | null)[]): Layer[] {
  return layers.filter((layer) => layer !== null)
}
