// Which shell will evaluate what we print: the one that started us, or else the login shell.
import { isShellName, type ShellName } from '../env/shells/registry.ts'
import type { Surroundings } from '../world/surroundings.ts'

/** Other names under which the same languages are installed. */
const aliases: Readonly<Record<string, ShellName>> = {
  ash: 'sh',
  rbash: 'bash',
  ksh93: 'ksh',
  mksh: 'ksh',
  oksh: 'ksh',
  lksh: 'ksh',
  loksh: 'ksh',
  pdksh: 'ksh',
  csh: 'tcsh',
  nushell: 'nu',
  pwsh: 'powershell',
  'pwsh-preview': 'powershell',
}

/**
 * Null when nobody can know. On Windows $SHELL is left over from whatever Unix shell ran last, so
 * it counts only where such a shell has set up the session, and it never speaks of PowerShell.
 */
export function detectShell(
  surroundings: Surroundings,
  parentName: string | null,
): ShellName | null {
  const parent = parentName === null ? null : shellOf(parentName)
  if (parent !== null) return parent
  const { env, platform } = surroundings
  if (platform === 'win32' && (env['MSYSTEM'] ?? '') === '') return null
  return shellOf(env['SHELL'] ?? '')
}

/** From a path, a login name such as `-zsh`, or `pwsh.exe`. */
export function shellOf(program: string): ShellName | null {
  const base = program.trim().split(/[\\/]/).at(-1) ?? ''
  const name = base
    .replace(/^-/, '')
    .replace(/\.exe$/i, '')
    .toLowerCase()
  if (isShellName(name)) return name
  return Object.hasOwn(aliases, name) ? (aliases[name] ?? null) : null
}
