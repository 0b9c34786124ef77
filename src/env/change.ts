// The change to an environment, as data: sorted names, each with its value or null for "remove".

export interface EnvEntry {
  readonly name: string
  readonly value: string | null
}

export type EnvChange = readonly EnvEntry[]

/** Where `env` keeps what a variable held before us, in the shell it was evaluated in. */
export const formerPrefix = 'CLAUDE_TELEMETRY_WAS_'

export function envChange(entries: Readonly<Record<string, string | null>>): EnvChange {
  return Object.entries(entries)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
