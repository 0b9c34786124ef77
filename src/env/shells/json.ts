// The change as JSON, for programs: name → value, null for "remove".
import type { EnvChange } from '../change.ts'

export function jsonText(change: EnvChange): string {
  return `${JSON.stringify(Object.fromEntries(change.map(({ name, value }) => [name, value])), null, 2)}\n`
}
