// A .env file that the common readers agree on, also `docker run --env-file`, which knows no quotes.
import type { EnvChange } from '../change.ts'

/** Bare wherever every reader takes it bare; null is written empty, since no reader can remove. */
export function dotenvText(change: EnvChange): string {
  return change.map(({ name, value }) => `${name}=${quote(value ?? '')}\n`).join('')
}

function quote(value: string): string {
  if (isBare(value)) return value
  if (isLiteral(value)) return `'${value}'`
  return `"${value.replaceAll('\n', String.raw`\n`)}"`
}

/** Readers unescape differently: what would need an escape is refused instead of arriving changed. */
export function dotenvObjection(value: string): string | null {
  if (value.includes('${'))
    return 'holds ${, which some readers of .env files expand even in quotes'
  if (isBare(value) || isLiteral(value) || !/["\\$`\r]/.test(value)) return null
  return 'mixes quotes, backslashes or line breaks in a way that readers of .env files disagree on'
}

function isBare(value: string): boolean {
  return value === value.trim() && /^[\w ./:=,@%+~*?&;|<>()[\]{}^-]*$/.test(value)
}

/** Fit for single quotes, where a few readers still take a backslash for an escape. */
function isLiteral(value: string): boolean {
  return !/['\r\n]|\\\\|\\$/.test(value)
}
