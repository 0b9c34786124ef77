// Findings for people: what is wrong first in sight, what is fine in one line.
import { packageFolder } from '../world/assets.ts'
import { type Finding, type FindingId, type Level, pageOf } from './finding.ts'

const signs: Readonly<Record<Level, string>> = { ok: '✔', note: '·', warning: '!', error: '✖' }
const words: Readonly<Record<Level, string>> = {
  ok: 'ok',
  note: 'note',
  warning: 'warning',
  error: 'error',
}

export function findingsText(all: readonly Finding[], everything: boolean): string {
  const shown = everything ? all : all.filter(({ level }) => level !== 'ok')
  const fine = all.filter(({ level }) => level === 'ok').length
  const count = (level: Level): number => all.filter((one) => one.level === level).length
  const summary = `${counted(count('error'), 'error')}, ${counted(count('warning'), 'warning')}, ${counted(count('note'), 'note')}, ${fine} fine`
  return [...shown.map((finding) => findingText(finding)), summary].join('\n')
}

export function findingText({ id, level, text, layer, fix }: Finding): string {
  const mend = fix === null || level === 'ok' ? [] : [`    mend: ${fix}`]
  const where =
    layer === null || level === 'ok' || text.includes(layer) ? [] : [`    where: ${layer}`]
  const page = level === 'ok' || level === 'note' ? [] : [`    more: ${pageHere(id)}`]
  return [`${signs[level]} ${words[level]} ${id}: ${text}`, ...where, ...mend, ...page].join('\n')
}

/** The pages ship with the program: a path that opens beats a name that has to be found. */
function pageHere(id: FindingId): string {
  return `${packageFolder()}/${pageOf(id)}`
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
