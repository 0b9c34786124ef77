// What to type, or which line to write in which file, so that a variable gets its right value.
import { claimOn } from '../layers-claims.ts'
import { isProject, type Layer } from '../layers-layer.ts'
import { isSecretName } from '../layers-names.ts'
import { layerOf, type ShellWords, type TrapFacts } from './trap.ts'

/** Gives the variable this value; null takes it away. */
export function mend(facts: TrapFacts, name: string, value: string | null): string {
  const layer = layerOf(facts, name)
  const claimer = claimerOf(facts, name)
  if (claimer !== null) return inFile(claimer, name, value)
  if (connectMends(facts, name, layer)) return 'claude-telemetry connect --to settings --replace'
  const place = layer ?? homeOf(facts)
  return place === null || place.name === 'shell'
    ? inShell(facts.shell, name, value)
    : inFile(place, name, value)
}

/** Where a value that is nowhere yet belongs: beside the switch that turns the export on. */
function homeOf(facts: TrapFacts): Layer | null {
  const user = facts.layers.find((layer) => layer.name === 'user') ?? null
  const beside = layerOf(facts, 'CLAUDE_CODE_ENABLE_TELEMETRY')
  return beside === null || isProject(beside) ? user : beside
}

/** Managed settings that make the client drop it everywhere else: only they can say it then. */
function claimerOf({ effective, layers }: TrapFacts, name: string): Layer | null {
  if (effective[name]?.ignored.some(({ why }) => why === 'claimed') !== true) return null
  const claim = claimOn(name, layers)
  const holds = (layer: Layer): boolean =>
    layer.name === 'managed' && claim !== null && layer.env[claim] !== undefined
  return layers.find(holds) ?? null
}

/** Ours to write, and no layer above the user settings holds it. */
function connectMends({ expected }: TrapFacts, name: string, layer: Layer | null): boolean {
  const ours = expected.variables.some((entry) => entry.name === name && entry.value !== null)
  return ours && (layer === null || layer.name === 'user' || layer.name === 'shell')
}

export function inFile(layer: Layer, name: string, value: string | null): string {
  const where = layer.path === null ? 'its settings' : layer.path
  if (layer.name === 'managed') {
    return `Ask whoever manages this machine: in ${where}, ${value === null ? `take "${name}" out of "env"` : write(name, value)}.`
  }
  return `In ${where}, ${value === null ? `take "${name}" out of "env"` : write(name, value)}.`
}

/** Two texts as JSON wants them, to be pasted between the braces of "env". */
function write(name: string, value: string): string {
  const text = JSON.stringify(harmless(name, value))
  return `write inside "env": ${JSON.stringify(name)}: ${text}`
}

export function inShell(shell: ShellWords, name: string, wished: string | null): string {
  const value = wished === null ? null : harmless(name, wished)
  if (shell === 'powershell')
    return value === null
      ? `Remove-Item Env:${name}`
      : `$env:${name} = '${value.replaceAll("'", "''")}'`
  if (shell === 'csh')
    return value === null ? `unsetenv ${name}` : `setenv ${name} ${quoted(value)}`
  if (shell === 'fish')
    return value === null ? `set -e ${name}` : `set -gx ${name} ${fishQuoted(value)}`
  return value === null ? `unset ${name}` : `export ${name}=${quoted(value)}`
}

/** Headers and passwords are never repeated, not even in advice: a password has no place in an address. */
function harmless(name: string, value: string): string {
  return isSecretName(name)
    ? 'name=value'
    : value.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)[^/\s@]*@/i, '$1')
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`
}

function fishQuoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value)
    ? value
    : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** What we expect the variable to be; null when we have no opinion. */
export function expectedValue({ expected }: TrapFacts, name: string): string | null {
  return expected.variables.find((entry) => entry.name === name)?.value ?? null
}
