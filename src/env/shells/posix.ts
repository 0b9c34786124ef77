// sh, bash, zsh, dash, ksh: single quotes, inside which nothing at all is special.
import { isPlainWord, noObjection, sentences, type Shell } from './shell.ts'

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/**
 * A typed line also passes history expansion, which looks for `!` even between single quotes once
 * those stand inside the double quotes of the load line; only a backslash stops it there.
 */
function quoteWord(text: string): string {
  return isPlainWord(text) ? text : quote(text).replaceAll('!', String.raw`'\!'`)
}

export const posix: Shell = {
  // `unset` alone would remove a function of that name where there is no such variable.
  spell: sentences({
    set: (name, value) => `export ${name}=${quote(value)}`,
    remove: (name) => `unset -v ${name}`,
  }),
  quoteWord,
  commandWord: quoteWord,
  loadLine: (commandLine) => `eval "$(${commandLine})"`,
  objection: noObjection,
}
