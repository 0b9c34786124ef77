// The shells that can run here: how each is started without the user's files, and how it speaks.
import type { ShellName } from '../../src/env/shells/registry.ts'

export interface RealShell {
  /** Name of the part of the bed, and of the program. */
  readonly part: string
  readonly shell: ShellName
  /** Arguments before the path of a script. */
  readonly quiet: readonly string[]
  /** Arguments for reading typed lines from standard input; null where that needs a terminal. */
  readonly typed: readonly string[] | null
  /** Lines that go in front of a typed session, to switch on what a person has switched on. */
  readonly habits: readonly string[]
  /** A command that may fail, so that the script goes on, and whose status goes into a file. */
  readonly attempt: (command: string, file: string) => string
  /** What the status file holds after a failing run was evaluated. */
  readonly statusOfFailure: RegExp
}

const posix = {
  quiet: [],
  habits: [],
  attempt: (command: string, file: string) => `${command}; echo "$?" > '${file}'`,
  // The text is empty, and evaluating nothing succeeds: POSIX leaves no trace of the failure.
  statusOfFailure: /^0$/,
} as const

export const realShells: readonly RealShell[] = [
  {
    ...posix,
    part: 'bash',
    shell: 'bash',
    quiet: ['--norc', '--noprofile'],
    typed: ['--norc', '--noprofile', '-i'],
    habits: ['set -o history', 'set -H'],
  },
  {
    ...posix,
    part: 'zsh',
    shell: 'zsh',
    quiet: ['-f'],
    typed: ['-f', '-i'],
    habits: ['setopt banghist'],
  },
  { ...posix, part: 'dash', shell: 'dash', typed: ['-i'] },
  { ...posix, part: 'ksh', shell: 'ksh', typed: ['-i'] },
  { ...posix, part: 'mksh', shell: 'ksh', typed: ['-i'] },
  {
    part: 'fish',
    shell: 'fish',
    quiet: ['--no-config'],
    typed: ['--no-config', '-i'],
    habits: [],
    attempt: (command, file) => `${command}; echo "$pipestatus" > '${file}'`,
    statusOfFailure: /^3 0$/,
  },
  {
    part: 'tcsh',
    shell: 'tcsh',
    quiet: ['-f'],
    typed: ['-f', '-i'],
    habits: ['set history = 100'],
    attempt: (command, file) => `${command}\necho "$status" > '${file}'`,
    statusOfFailure: /^3$/,
  },
  {
    part: 'elvish',
    shell: 'elvish',
    quiet: ['-norc'],
    typed: null,
    habits: [],
    attempt: (command, file) =>
      `try { ${command} } catch e { echo $e[reason][exit-status] > '${file}' }`,
    statusOfFailure: /^3$/,
  },
  {
    part: 'nu',
    shell: 'nu',
    quiet: ['--no-config-file'],
    typed: null,
    habits: [],
    attempt: (command, file) => `try { ${command} } catch { $env.LAST_EXIT_CODE | save '${file}' }`,
    statusOfFailure: /^3$/,
  },
]
