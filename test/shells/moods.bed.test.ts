// The same values while a shell is set up in an unusual way: options, locales, inside a function.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { envChange } from '../../src/env/change.ts'
import { part } from '../bed.ts'
import { hostileValues } from './hostile.ts'
import { realShells } from './real-shells.ts'
import {
  type Bench,
  changeFile,
  clearBench,
  load,
  makeBench,
  reported,
  reportLine,
  runScript,
} from './session.ts'

type Wrap = (loadLine: string) => readonly string[]

const after =
  (...lines: readonly string[]): Wrap =>
  (loading) => [...lines, loading]

const moods: readonly [string, string, Wrap, Readonly<Record<string, string>>?][] = [
  ['bash', 'strict', after('set -euo pipefail')],
  ['bash', 'posix mode', after('set -o posix')],
  ['bash', 'globs', after('shopt -s extglob nullglob dotglob globstar failglob')],
  ['bash', 'inside a function', (loading) => ['f() {', loading, '}', 'f']],
  ['bash', 'another IFS', after(`IFS='K='`)],
  ['bash', 'the C locale', after(), { LC_ALL: 'C' }],
  ['zsh', 'strict', after('setopt errexit nounset pipefail')],
  ['zsh', 'quoting options', after('setopt rcquotes shwordsplit globsubst nullglob extendedglob')],
  ['zsh', 'as ksh', after('emulate ksh')],
  ['zsh', 'as sh', after('emulate sh')],
  ['zsh', 'inside a function', (loading) => ['f() {', loading, '}', 'f']],
  ['zsh', 'the C locale', after(), { LC_ALL: 'C' }],
  ['dash', 'strict', after('set -euf')],
  ['ksh', 'strict', after('set -euf')],
  ['mksh', 'strict', after('set -euf')],
  ['fish', 'inside a function', (loading) => ['function f', loading, 'end', 'f']],
  ['fish', 'the C locale', after(), { LC_ALL: 'C' }],
  ['tcsh', 'noglob', after('set noglob')],
  ['tcsh', 'newlines kept', after('unset csubstnonl')],
  ['tcsh', 'backslash_quote', after('set backslash_quote')],
  ['tcsh', 'another echo', after('set echo_style = none')],
  ['tcsh', 'in double quotes', (loading) => [loading.replace('`', '"`').replace(/`$/, '`"')]],
  ['tcsh', 'the C locale', after(), { LC_ALL: 'C' }],
  ['elvish', 'inside a function', (loading) => ['fn f {', loading, '}', 'f']],
  ['nu', 'inside a function', (loading) => ['def --env f [] {', loading, '}', 'f']],
]

let bench: Bench
beforeAll(async () => {
  bench = await makeBench()
}, 60_000)
afterAll(async () => clearBench(bench))

/**
 * In the C locale tcsh itself loses bytes outside ASCII once it has read more than 4096 of them in
 * one text, in a sourced file too; so it gets plain letters there.
 */
function valuesFor(name: string, isC: boolean): Readonly<Record<string, string>> {
  const fit = hostileValues.filter(
    (value) => !(isC && name === 'tcsh') || /^\p{ASCII}*$/u.test(value),
  )
  return Object.fromEntries(fit.map((value, index) => [`V_${index}`, value]))
}

for (const [name, mood, wrap, env] of moods) {
  const at = part(name)
  const real = realShells.find((one) => one.part === name)!
  it.skipIf(at === null)(`${name}: ${mood}`, { timeout: 60_000 }, async () => {
    const hostile = valuesFor(name, env?.['LC_ALL'] === 'C')
    const change = await changeFile(bench, 'hostile', envChange(hostile))
    const lines = [...wrap(load(bench, real.shell, change)), reportLine(bench, real.shell, 'mood')]
    const ended = await runScript(bench, at!, real, lines, env)
    const got = await reported(bench, 'mood').catch((): Record<string, string> => ({
      stderr: ended.stderr.slice(0, 500),
    }))
    const wrong = Object.entries(hostile).filter(([key, value]) => got[key] !== value)
    expect(wrong.map(([key, value]) => ({ value, got: got[key], stderr: got['stderr'] }))).toEqual(
      [],
    )
  })
}
