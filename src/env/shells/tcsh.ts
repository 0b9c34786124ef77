// tcsh: eval of backquotes splits at spaces, expands wildcards and loses newlines before it quotes.
import { isPlainWord, noObjection, sentences, type Shell } from './shell.ts'

/**
 * History expansion works inside single quotes, and a newline ends them unless escaped. A backslash
 * stands outside, because with `backslash_quote` set it would escape the quote behind it.
 */
function quote(text: string): string {
  return `'${text.replace(/['\\]/g, (sign) => `'\\${sign}'`).replace(/[!\n]/g, (sign) => `\\${sign}`)}'`
}

function quoteWord(text: string): string {
  return isPlainWord(text) ? text : quote(text)
}

const survivesBackquotes = /^(?! )(?:[\w./:=,@%+\u{80}-\u{10ffff}-]| (?! |$))*$/u

/**
 * Anything else is written in octal, and the shell's own echo turns it back for `source`, which
 * reads newlines. No other program is started, so the value is in no argument list; the round
 * brackets keep the user's echo style.
 */
function set(name: string, value: string): string {
  const plain = `setenv ${name} ${quote(value)}`
  if (survivesBackquotes.test(value)) return `${plain};`
  return `( set echo_style = both ; echo '${octal(plain)}' ) | source /dev/stdin ;`
}

function octal(text: string): string {
  return text.replace(
    /[^\w./:=,@%+\u{80}-\u{10ffff}-]/gu,
    (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`,
  )
}

export const tcsh: Shell = {
  // Semicolons, because newlines become spaces between backquotes.
  spell: sentences({ set, remove: (name) => `unsetenv ${name};` }),
  quoteWord,
  commandWord: quoteWord,
  // What stands between backquotes is read twice, and loses a backslash in front of `!` each time.
  loadLine: (commandLine) => `eval \`${commandLine.replaceAll(String.raw`\!`, String.raw`\\!`)}\``,
  objection: noObjection,
}
