// cmd.exe: there is no quoting, only values that it takes as they are and values that it cannot hold.
import { isPlainWindowsWord, sentences, type Shell } from './shell.ts'

/** Its longest line is 8191 signs; the name and the word `set` need some of them. */
const longestValue = 8000

function objection(value: string): string | null {
  if (value.includes('"')) return 'holds a double quote, which ends the value in cmd'
  if (/\p{Cc}/u.test(value)) return 'holds a line break or another control sign'
  if (/[^ -~]/.test(value)) {
    return "holds signs outside ASCII, which cmd reads by the console's code page"
  }
  if (value.length > longestValue)
    return `is longer than the ${longestValue} signs that fit on a line of cmd`
  return null
}

function quoteWord(text: string): string {
  return isPlainWindowsWord(text) ? text : `"${text}"`
}

export const cmd: Shell = {
  // An empty value and no value are the same thing there. Percent signs stay single: FOR runs what
  // it has read without expanding it once more.
  spell: sentences({
    set: (name, value) => `set "${name}=${value}"`,
    remove: (name) => `set "${name}="`,
  }),
  quoteWord,
  commandWord: quoteWord,
  loadLine: (commandLine) => `FOR /F "delims=" %i IN ('${shielded(commandLine)}') DO @%i`,
  objection,
}

/** FOR hands the text to `cmd /c`, which drops the outer quotes of a line that starts with one. */
function shielded(commandLine: string): string {
  return commandLine.startsWith('"') ? `"${commandLine}"` : commandLine
}
