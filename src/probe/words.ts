// What the client printed → one line for the user, with the real files in it instead of our copies.
import { join } from 'node:path'
import type { Copies, Text } from './copies.ts'

interface Printed {
  readonly stdout: string
  readonly stderr: string
}

interface Places {
  readonly copies: Copies
  readonly folder: string
  readonly texts: readonly Text[]
}

const mostLetters = 300

/** The last line it printed; null when it printed nothing. */
export function complaintIn({ stdout, stderr }: Printed, places: Places): string | null {
  const lines = `${stdout}\n${stderr}`.split(/\r?\n/).filter((line) => line.trim() !== '')
  const last = lines.at(-1)
  return last === undefined ? null : translated(last.trim(), places).slice(0, mostLetters)
}

/** Newer clients say which settings file they do not use, and why. */
export function refusedIn(stderr: string, places: Places): string | null {
  const lines = stderr.split(/\r?\n/)
  const start = lines.findIndex((line) => line.startsWith('These settings files did not load'))
  const named = start === -1 ? undefined : lines[start + 1]
  return named === undefined ? null : translated(named.trim(), places).slice(0, mostLetters)
}

function translated(line: string, { copies, folder, texts }: Places): string {
  const from = (to: Text['to']): string => texts.find((one) => one.to === to)?.from ?? ''
  return line
    .replaceAll(join(copies.config, 'settings.json'), () => from('user'))
    .replaceAll(join(copies.project, '.claude', 'settings.json'), () => from('project'))
    .replaceAll(join(copies.project, '.claude', 'settings.local.json'), () => from('local'))
    .replaceAll(folder, () => '(copy)')
}
