// elvish: single quotes, a quote inside is doubled.
import { isPlainWord, noObjection, sentences, type Shell } from './shell.ts'

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function quoteWord(text: string): string {
  return isPlainWord(text) ? text : quote(text)
}

export const elvish: Shell = {
  spell: sentences({
    set: (name, value) => `set-env ${name} ${quote(value)}`,
    remove: (name) => `unset-env ${name}`,
  }),
  quoteWord,
  commandWord: quoteWord,
  loadLine: (commandLine) => `eval (${commandLine} | slurp)`,
  objection: noObjection,
}
