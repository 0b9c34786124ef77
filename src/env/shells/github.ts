// Lines for the file that GitHub Actions names in $GITHUB_ENV.
import type { EnvChange } from '../change.ts'

/** There is no way to remove a variable for later steps; an empty one is the nearest. */
export function githubText(change: EnvChange): string {
  return change
    .map(({ name, value }) => {
      if (value === null || value === '') return `${name}=\n`
      const end = delimiter(value)
      return `${name}<<${end}\n${value}\n${end}\n`
    })
    .join('')
}

/** Not in the value anywhere, so that no value can end its own text and set another variable. */
function delimiter(value: string): string {
  let word = 'END_OF_VALUE'
  while (value.includes(word)) word += '_'
  return word
}
