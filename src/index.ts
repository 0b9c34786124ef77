// The library: what another program may build on. Everything here is pure and stays within semver.
import { resolve, stackConfig } from './config/resolve.ts'
import type { SettingKey } from './config/settings.ts'
import { variablesFor } from './env/variables.ts'

export { Problem, exitCodes } from './errors.ts'
export { checkEndpoint } from './config/endpoint.ts'
export { spell, shellNames, type ShellName } from './env/shells/registry.ts'
export type { EnvChange, EnvEntry } from './env/change.ts'

/** The variables that Claude Code needs for these wishes, keyed as on the command line: `{ endpoint: '…' }`. */
export function variables(
  wishes: Readonly<Partial<Record<SettingKey, string | boolean>>>,
  headers: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const change = variablesFor(stackConfig(resolve({ flags: wishes, env: {}, saved: {} })), headers)
  return Object.fromEntries(change.map(({ name, value }) => [name, value ?? '']))
}
