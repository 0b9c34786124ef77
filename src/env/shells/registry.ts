// Every shell and format by name, and the one way to spell a change in any of them.
import { Problem } from '../../errors.ts'
import type { EnvChange } from '../change.ts'
import { cmd } from './cmd.ts'
import { dotenvObjection, dotenvText } from './dotenv.ts'
import { elvish } from './elvish.ts'
import { fish } from './fish.ts'
import { githubText } from './github.ts'
import { jsonText } from './json.ts'
import { nu } from './nu.ts'
import { posix } from './posix.ts'
import { powershell } from './powershell.ts'
import { noObjection, type Shell } from './shell.ts'
import { tcsh } from './tcsh.ts'

const shells = {
  sh: posix,
  bash: posix,
  zsh: posix,
  dash: posix,
  ksh: posix,
  fish,
  tcsh,
  elvish,
  powershell,
  nu,
  cmd,
} as const satisfies Record<string, Shell>

const formats = {
  json: { spell: jsonText, objection: noObjection },
  dotenv: { spell: dotenvText, objection: dotenvObjection },
  github: { spell: githubText, objection: noObjection },
} as const satisfies Record<string, Pick<Shell, 'spell' | 'objection'>>

export type ShellName = keyof typeof shells
export const shellNames = Object.keys(shells) as readonly ShellName[]

export type FormatName = keyof typeof formats
export const formatNames = Object.keys(formats) as readonly FormatName[]

export function isShellName(text: string): text is ShellName {
  return Object.hasOwn(shells, text)
}

/** All or nothing: throws before the first letter when one value cannot be said. */
export function spell(change: EnvChange, shell: ShellName): string {
  check(change, shell, shells[shell])
  return shells[shell].spell(change)
}

export function spellFormat(change: EnvChange, format: FormatName): string {
  check(change, format, formats[format])
  return formats[format].spell(change)
}

export function quoteWord(shell: ShellName, text: string): string {
  return shells[shell].quoteWord(text)
}

/** Like quoteWord, for the first word of a command: nushell and PowerShell must be told to run it. */
export function commandWord(shell: ShellName, path: string): string {
  return shells[shell].commandWord(path)
}

/** `commandLine` is already quoted for that shell. */
export function loadLine(shell: ShellName, commandLine: string): string {
  return shells[shell].loadLine(commandLine)
}

function check(change: EnvChange, target: string, { objection }: Pick<Shell, 'objection'>): void {
  for (const { name, value } of change) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new Problem('unspeakable-value', `${JSON.stringify(name)} is no name for a variable.`, {
        hints: ['Names are letters, digits and underscores, and do not start with a digit.'],
      })
    }
    const reason = value === null ? null : (impossible(value) ?? objection(value))
    if (reason !== null) {
      throw new Problem(
        'unspeakable-value',
        `${name} cannot be written for ${target}: its value ${reason}.`,
        {
          hints: ['claude-telemetry connect --to settings'],
        },
      )
    }
  }
}

/** What no environment can hold. */
function impossible(value: string): string | null {
  if (value.includes('\0')) return 'holds a NUL'
  return /\p{Surrogate}/u.test(value) ? 'holds half a sign, which is no text' : null
}
