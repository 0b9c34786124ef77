// One line per case: how each shell and format writes a value, a removal and a load line.
import { describe, expect, it } from 'vitest'
import { envChange } from '../../../src/env/change.ts'
import {
  commandWord,
  type FormatName,
  formatNames,
  isShellName,
  loadLine,
  quoteWord,
  type ShellName,
  shellNames,
  spell,
  spellFormat,
} from '../../../src/env/shells/registry.ts'

const endpoint = 'http://127.0.0.1:4318'

const values: readonly [ShellName, string, string][] = [
  ['sh', endpoint, `export K='${endpoint}'`],
  ['bash', '', `export K=''`],
  ['bash', "it's", String.raw`export K='it'\''s'`],
  ['zsh', '$(id) `id` "$HOME" !', `export K='$(id) \`id\` "$HOME" !'`],
  ['dash', 'a\nb', `export K='a\nb'`],
  ['ksh', '\\', String.raw`export K='\'`],
  ['fish', endpoint, `set -gx K '${endpoint}'`],
  ['fish', 'ends in \\', String.raw`set -gx K 'ends in \\'`],
  ['fish', "it's $x (y)", String.raw`set -gx K 'it\'s $x (y)'`],
  ['elvish', "it's \\", String.raw`set-env K 'it''s \'`],
  ['tcsh', endpoint, `setenv K '${endpoint}';`],
  ['tcsh', '', `setenv K '';`],
  ['tcsh', 'one two', `setenv K 'one two';`],
  ['tcsh', 'é 😀', `setenv K 'é 😀';`],
  ['tcsh', '!', tcshOctal(String.raw`setenv\040K\040\047\134\041\047`)],
  ['tcsh', 'a\nb', tcshOctal(String.raw`setenv\040K\040\047a\134\012b\047`)],
  ['tcsh', '*', tcshOctal(String.raw`setenv\040K\040\047\052\047`)],
  ['tcsh', ' a', tcshOctal(String.raw`setenv\040K\040\047\040a\047`)],
  ['tcsh', 'a ', tcshOctal(String.raw`setenv\040K\040\047a\040\047`)],
  ['tcsh', 'a  b', tcshOctal(String.raw`setenv\040K\040\047a\040\040b\047`)],
  ['powershell', endpoint, `$env:K = '${endpoint}'`],
  ['powershell', '', `$env:K = ''`],
  ['powershell', 'it\'s "$x" `n %', `$env:K = 'it''s "$x" \`n %'`],
  ['powershell', 'a\r\nb', `$env:K = -join('a',[char]13,[char]10,'b')`],
  ['powershell', '‘x’', `$env:K = -join([char]8216,'x',[char]8217)`],
  ['powershell', '😀', `$env:K = -join([char]55357,[char]56832)`],
  ['cmd', endpoint, `set "K=${endpoint}"`],
  ['cmd', '100% & %PATH% ^ | <x> !', `set "K=100% & %PATH% ^ | <x> !"`],
  ['cmd', '', `set "K="`],
]

function tcshOctal(text: string): string {
  return `( set echo_style = both ; echo '${text}' ) | source /dev/stdin ;`
}

it.each(values)('%s writes %j', (shell, value, text) => {
  expect(spell(envChange({ K: value }), shell)).toBe(`${text}\n`)
})

const removals: readonly [ShellName, string][] = [
  ['sh', 'unset -v K'],
  ['bash', 'unset -v K'],
  ['zsh', 'unset -v K'],
  ['dash', 'unset -v K'],
  ['ksh', 'unset -v K'],
  ['fish', 'set -eg K'],
  ['elvish', 'unset-env K'],
  ['tcsh', 'unsetenv K;'],
  ['powershell', 'Remove-Item -ErrorAction Ignore Env:K'],
  ['nu', '{\n  "K": null\n}'],
  ['cmd', 'set "K="'],
]

it.each(removals)('%s removes', (shell, text) => {
  expect(spell(envChange({ K: null }), shell)).toBe(`${text}\n`)
})

const loads: readonly [ShellName, string][] = [
  ['sh', 'eval "$(c env)"'],
  ['bash', 'eval "$(c env)"'],
  ['zsh', 'eval "$(c env)"'],
  ['dash', 'eval "$(c env)"'],
  ['ksh', 'eval "$(c env)"'],
  ['fish', 'c env | source'],
  ['elvish', 'eval (c env | slurp)'],
  ['tcsh', 'eval `c env`'],
  ['powershell', 'c env | Out-String | Invoke-Expression'],
  ['nu', 'c env | from json | load-env'],
  ['cmd', `FOR /F "delims=" %i IN ('c env') DO @%i`],
]

it.each(loads)('%s loads', (shell, line) => {
  expect(loadLine(shell, 'c env')).toBe(line)
})

it('has a case for every shell in each table', () => {
  for (const table of [removals, loads])
    expect(table.map(([shell]) => shell).sort()).toEqual([...shellNames].sort())
})

const words: readonly [ShellName, string, string, string][] = [
  ['bash', '/usr/bin/x-1.0', '/usr/bin/x-1.0', '/usr/bin/x-1.0'],
  ['bash', "/a b/it's!", String.raw`'/a b/it'\''s'\!''`, String.raw`'/a b/it'\''s'\!''`],
  ['bash', '-x', `'-x'`, `'-x'`],
  ['bash', '', `''`, `''`],
  ['fish', "/a b/it's", String.raw`'/a b/it\'s'`, String.raw`'/a b/it\'s'`],
  ['tcsh', '/a!b', String.raw`'/a\!b'`, String.raw`'/a\!b'`],
  ['elvish', "/it's", `'/it''s'`, `'/it''s'`],
  ['nu', '/usr/bin/x', '/usr/bin/x', '/usr/bin/x'],
  ['nu', '/a "b"', String.raw`"/a \"b\""`, String.raw`^"/a \"b\""`],
  ['nu', '/a\u0001', String.raw`"/a\u{0001}"`, String.raw`^"/a\u{0001}"`],
  ['powershell', 'C:\\bin\\x.cmd', 'C:\\bin\\x.cmd', 'C:\\bin\\x.cmd'],
  ['powershell', 'C:\\it’s\\x', `'C:\\it’’s\\x'`, `& 'C:\\it’’s\\x'`],
  ['cmd', 'C:\\My Files\\x.cmd', '"C:\\My Files\\x.cmd"', '"C:\\My Files\\x.cmd"'],
]

it.each(words)('%s quotes the word %j', (shell, text, word, command) => {
  expect([quoteWord(shell, text), commandWord(shell, text)]).toEqual([word, command])
})

describe('a quoted command in a load line', () => {
  it.each<[ShellName, string, string]>([
    ['nu', '"/a b" env', '^"/a b" env | from json | load-env'],
    ['powershell', "'/a b' env", "& '/a b' env | Out-String | Invoke-Expression"],
    ['tcsh', String.raw`'/a\!b' env`, String.raw`eval ${'`'}'/a\\!b' env${'`'}`],
    ['cmd', '"C:\\a b\\x" env', `FOR /F "delims=" %i IN ('""C:\\a b\\x" env"') DO @%i`],
  ])('%s', (shell, command, line) => {
    expect(loadLine(shell, command)).toBe(line)
  })
})

const formatted: readonly [FormatName, string | null, string][] = [
  ['json', 'a"b', '{\n  "K": "a\\"b"\n}'],
  ['json', null, '{\n  "K": null\n}'],
  ['dotenv', endpoint, `K=${endpoint}`],
  ['dotenv', 'Authorization=Bearer abc', 'K=Authorization=Bearer abc'],
  ['dotenv', '', 'K='],
  ['dotenv', null, 'K='],
  ['dotenv', ' a', `K=' a'`],
  ['dotenv', 'a # b', `K='a # b'`],
  ['dotenv', '"$x"', `K='"$x"'`],
  ['dotenv', 'C:\\temp', `K='C:\\temp'`],
  ['dotenv', "it's", `K="it's"`],
  ['dotenv', "it's\nb", String.raw`K="it's\nb"`],
  ['github', 'a\nb', 'K<<END_OF_VALUE\na\nb\nEND_OF_VALUE'],
  ['github', 'END_OF_VALUE\nX=y', 'K<<END_OF_VALUE_\nEND_OF_VALUE\nX=y\nEND_OF_VALUE_'],
  ['github', '', 'K='],
  ['github', null, 'K='],
]

it.each(formatted)('%s writes %j', (format, value, text) => {
  expect(spellFormat(envChange({ K: value }), format)).toBe(`${text}\n`)
})

it('writes nothing for no change, and an empty object as JSON', () => {
  for (const shell of shellNames) expect(spell([], shell)).toBe(shell === 'nu' ? '{}\n' : '')
  for (const format of formatNames)
    expect(spellFormat([], format)).toBe(format === 'json' ? '{}\n' : '')
})

it('keeps the order of the change', () => {
  const change = envChange({ B: 'x', A: 'y', C: null })
  expect(spell(change, 'bash')).toBe("export A='y'\nexport B='x'\nunset -v C\n")
})

it('knows its own names only', () => {
  expect(['bash', 'nu', 'toString', '', 'BASH', '__proto__'].map(isShellName)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})
