// nushell evaluates no text at run time, so the change travels as JSON into load-env.
import { jsonText } from './json.ts'
import { isPlainWord, noObjection, type Shell } from './shell.ts'

/** Double quotes know the escapes of JSON, but write a code point in braces. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/\\u([0-9a-f]{4})/g, String.raw`\u{$1}`)
}

function quoteWord(text: string): string {
  return isPlainWord(text) ? text : quote(text)
}

export const nu: Shell = {
  // A variable that load-env sets to null is not handed to programs: that is how one is removed.
  spell: jsonText,
  quoteWord,
  commandWord: (text) => (isPlainWord(text) ? text : `^${quote(text)}`),
  loadLine: (commandLine) => `${called(commandLine)} | from json | load-env`,
  objection: noObjection,
}

/** A quoted word at the start is a string there, unless a caret calls it. */
function called(commandLine: string): string {
  return /^["'`]/.test(commandLine) ? `^${commandLine}` : commandLine
}
