// PowerShell: plain ASCII only, because it decodes our output by the console's code page.
import { isPlainWindowsWord, noObjection, sentences, type Shell } from './shell.ts'

/** Curly quotes count as quotes there too, and close a string that a straight one opened. */
function quote(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201A\u201B]/g, '$&$&')}'`
}

/**
 * Signs outside printable ASCII become [char] numbers: neither the code page nor the line ends that
 * Out-String rewrites can change them.
 */
function expression(value: string): string {
  const pieces = value.match(/[ -~]+|[^ -~]/g) ?? []
  if (pieces.every(isAscii)) return quote(value)
  const spelled = pieces.map((it) => (isAscii(it) ? quote(it) : `[char]${it.charCodeAt(0)}`))
  return `-join(${spelled.join(',')})`
}

function isAscii(text: string): boolean {
  return /^[ -~]+$/.test(text)
}

function quoteWord(text: string): string {
  return isPlainWindowsWord(text) ? text : quote(text)
}

export const powershell: Shell = {
  spell: sentences({
    set: (name, value) => `$env:${name} = ${expression(value)}`,
    remove: (name) => `Remove-Item -ErrorAction Ignore Env:${name}`,
  }),
  quoteWord,
  commandWord: (text) => (isPlainWindowsWord(text) ? text : `& ${quote(text)}`),
  loadLine: (commandLine) => `${called(commandLine)} | Out-String | Invoke-Expression`,
  objection: noObjection,
}

/** A quoted word at the start is a string there, unless an ampersand calls it. */
function called(commandLine: string): string {
  return /^["']/.test(commandLine) ? `& ${commandLine}` : commandLine
}
