// Looks at the shells of this machine: which are installed, which one runs us, which one is the login shell.
import { basename } from 'node:path'
import { standing } from '../world/files.ts'
import { textAt } from '../world/peek.ts'
import { findProgram } from '../world/programs.ts'
import type { Surroundings } from '../world/surroundings.ts'
import type { Finding } from './finding.ts'

export interface ShellSeen {
  readonly name: string
  readonly path: string
}

export interface ShellsSeen {
  readonly present: readonly ShellSeen[]
  /** Name of the shell that runs us; null when it is not known. */
  readonly running: string | null
  /** Path in $SHELL, which may be another. */
  readonly login: string | null
}

const known = [
  'bash',
  'zsh',
  'fish',
  'sh',
  'dash',
  'ksh',
  'mksh',
  'tcsh',
  'csh',
  'elvish',
  'nu',
  'pwsh',
  'powershell',
  'cmd',
]

/** `running` comes from the shell detection; `list` is /etc/shells but for tests. */
export async function lookAtShells(
  around: Surroundings,
  running: string | null,
  list = '/etc/shells',
): Promise<ShellsSeen> {
  const found = new Map<string, string>()
  for (const name of known) {
    const path = await findProgram(name, around)
    if (path !== null) found.set(name, path)
  }
  for (const path of shellsIn(around.platform === 'win32' ? '' : ((await textAt(list)) ?? ''))) {
    const name = basename(path)
    const isNew = !found.has(name) && known.includes(name) && (await exists(path))
    if (isNew) found.set(name, path)
  }
  const present = [...found].map(([name, path]) => ({ name, path }))
  return { present, running, login: around.env['SHELL'] || null }
}

export function shellsIn(list: string): string[] {
  return list
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('/'))
}

export function shellsFindings({ present, running, login }: ShellsSeen): Finding[] {
  const names = present.length === 0 ? 'none found' : present.map(({ name }) => name).join(', ')
  const loginName = login === null ? null : basename(login)
  const differs = running !== null && loginName !== null && running !== loginName
  const by = running === null ? 'Which one runs us is not known' : `${running} runs us`
  const also = differs ? `, the login shell is ${loginName}` : ''
  return [
    {
      id: 'shells',
      level: running === null ? 'note' : 'ok',
      text: `Shells on this machine: ${names}. ${by}${also}.`,
      layer: null,
      fix: running === null ? 'Name the shell yourself, such as --shell bash.' : null,
    },
  ]
}

async function exists(path: string): Promise<boolean> {
  return standing(path).then(
    (found) => found !== null,
    () => false,
  )
}
