// fish: single quotes, but inside them a backslash still escapes a backslash and a quote.
import { isPlainWord, noObjection, sentences, type Shell } from './shell.ts'

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, (sign) => `\\${sign}`)}'`
}

function quoteWord(text: string): string {
  return isPlainWord(text) ? text : quote(text)
}

export const fish: Shell = {
  // Global on both sides: what the user keeps as a universal variable is covered, never erased.
  spell: sentences({
    set: (name, value) => `set -gx ${name} ${quote(value)}`,
    remove: (name) => `set -eg ${name}`,
  }),
  quoteWord,
  commandWord: quoteWord,
  loadLine: (commandLine) => `${commandLine} | source`,
  objection: noObjection,
}
