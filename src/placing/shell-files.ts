// Which file of a shell to use: one of our own where the shell loads a folder, else a block in its profile.
import { posix, win32 } from 'node:path'
import { standing } from '../world/files.ts'
import type { Surroundings } from '../world/surroundings.ts'

export const placedShells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type PlacedShell = (typeof placedShells)[number]

export function isPlacedShell(name: string): name is PlacedShell {
  return (placedShells as readonly string[]).includes(name)
}

export interface ShellPlace {
  readonly path: string
  /** 'folder': the file is ours alone. 'block': one marked block in a file of the user. */
  readonly by: 'folder' | 'block'
  /** Why this file, where that is not obvious. */
  readonly note: string | null
}

export async function placeFor(around: Surroundings, shell: PlacedShell): Promise<ShellPlace> {
  const { env, platform, home } = around
  const path = platform === 'win32' ? win32 : posix
  if (shell === 'fish')
    return {
      path: path.join(configFolder(around), 'fish', 'conf.d', 'claude-telemetry.fish'),
      by: 'folder',
      note: null,
    }
  if (shell === 'zsh')
    return { path: path.join(env['ZDOTDIR'] || home, '.zshrc'), by: 'block', note: null }
  if (shell === 'bash') return bashPlace(around)
  // profile.ps1 serves every host of PowerShell, not only the console.
  if (platform !== 'win32')
    return {
      path: posix.join(configFolder(around), 'powershell', 'profile.ps1'),
      by: 'block',
      note: null,
    }
  const note =
    'for PowerShell 7; Windows PowerShell 5 and a moved Documents folder have another $PROFILE'
  return { path: win32.join(home, 'Documents', 'PowerShell', 'profile.ps1'), by: 'block', note }
}

function configFolder({ env, home, platform }: Surroundings): string {
  const path = platform === 'win32' ? win32 : posix
  return env['XDG_CONFIG_HOME'] || path.join(home, '.config')
}

/** Terminals on macOS start login shells, which never read .bashrc; a new .bash_profile would hide the other two. */
async function bashPlace({ platform, home }: Surroundings): Promise<ShellPlace> {
  if (platform !== 'darwin') return { path: posix.join(home, '.bashrc'), by: 'block', note: null }
  const note = 'terminals on macOS start login shells, which do not read .bashrc'
  for (const name of ['.bash_profile', '.bash_login', '.profile']) {
    if ((await standing(posix.join(home, name))) !== null)
      return { path: posix.join(home, name), by: 'block', note }
  }
  return { path: posix.join(home, '.bash_profile'), by: 'block', note }
}

/** The line that loads our script, quoted for that shell; true at the end even when the script is gone. */
export function sourceLine(shell: PlacedShell, script: string): string {
  if (shell === 'powershell') {
    const quoted = `'${script.replace(/['\u2018\u2019\u201A\u201B]/g, (quote) => quote + quote)}'`
    return `if (Test-Path -LiteralPath ${quoted}) { . ${quoted} }`
  }
  const quoted = `'${script.replaceAll("'", () => `'\\''`)}'`
  return `if [ -r ${quoted} ]; then . ${quoted}; fi`
}
