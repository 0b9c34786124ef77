// What every shell must be able to say, so that the rest of the program never knows which one it is.
import type { EnvChange } from '../change.ts'

export interface Shell {
  /** Script text that makes the change when this shell evaluates it. Each line ends in a newline. */
  spell(change: EnvChange): string
  /** One word, always quoted where it holds anything but plain letters. */
  quoteWord(text: string): string
  /** The same at the start of a command: some shells take a quoted word for a value. */
  commandWord(text: string): string
  /** What to type to evaluate the output of a command in the running shell. */
  loadLine(commandLine: string): string
  /** Why this shell cannot hold a value, in words that follow "it"; null when it can. */
  objection(value: string): string | null
}

interface Sentence {
  set(name: string, value: string): string
  remove(name: string): string
}

/** For the shells where a change is one sentence per variable. */
export function sentences({ set, remove }: Sentence): (change: EnvChange) => string {
  return (change) =>
    change
      .map(({ name, value }) => `${value === null ? remove(name) : set(name, value)}\n`)
      .join('')
}

/** Words that no shell reads as anything but themselves, so that printed lines stay readable. */
export function isPlainWord(text: string): boolean {
  return /^[A-Za-z0-9_/][A-Za-z0-9_/.+-]*$/.test(text)
}

/** The same with drive letters and backslashes, for the shells of Windows. */
export function isPlainWindowsWord(text: string): boolean {
  return isPlainWord(text.replace(/^[A-Za-z]:/, '').replaceAll('\\', '/'))
}

export function noObjection(): null {
  return null
}
