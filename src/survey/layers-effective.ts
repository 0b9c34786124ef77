// Which layer wins for each variable, which ones it beats, and which ones the client never looks at.
import { isBefore, type Version } from './claude-version.ts'
import { claimOn } from './layers-claims.ts'
import { isProject, type Layer } from './layers-layer.ts'
import { projectMaySet } from './layers-names.ts'

export interface Held {
  readonly value: string
  readonly layer: Layer
}

export type WhyIgnored = 'project' | 'claimed' | 'server-bypassed' | 'other-source' | 'unread-place'

export interface Ignored extends Held {
  readonly why: WhyIgnored
}

export interface Variable {
  readonly name: string
  /** Null when every layer that has it is ignored. */
  readonly value: string | null
  readonly layer: Layer | null
  readonly overridden: readonly Held[]
  readonly ignored: readonly Ignored[]
}

export type Effective = Readonly<Record<string, Variable>>

export const projectLimitsSince: Version = [2, 1, 282]
const claimsSince: Version = [2, 1, 217]
const managedUnionSince: Version = [2, 1, 223]

/** Layers come in the order in which they win, as `lookAtLayers` gives them. */
export function effective(layers: readonly Layer[], version: Version | null): Effective {
  const names = new Set(layers.flatMap((layer) => Object.keys(layer.env)))
  const entries = [...names]
    .sort()
    .map((name): [string, Variable] => [name, settle(name, layers, version)])
  return Object.fromEntries(entries)
}

function settle(name: string, layers: readonly Layer[], version: Version | null): Variable {
  const counted: Held[] = []
  const ignored: Ignored[] = []
  for (const layer of layers) {
    const value = layer.env[name]
    if (value === undefined) continue
    const why = whyIgnored({ name, value, layer, layers, version })
    if (why === null) counted.push({ value, layer })
    else ignored.push({ value, layer, why })
  }
  const [winner, ...overridden] = counted
  return { name, value: winner?.value ?? null, layer: winner?.layer ?? null, overridden, ignored }
}

interface Case extends Held {
  readonly name: string
  readonly layers: readonly Layer[]
  readonly version: Version | null
}

function whyIgnored({ name, value, layer, layers, version }: Case): WhyIgnored | null {
  if (layer.name === 'managed-unread') return 'unread-place'
  if (layer.source === 'server' && hasOwnBaseUrl(layers)) return 'server-bypassed'
  if (layer.name === 'managed') return isOtherSource(layer, layers, version) ? 'other-source' : null
  const inShell = layers.some((other) => other.name === 'shell' && other.env[name] !== undefined)
  if (
    isProject(layer) &&
    !isBefore(version, projectLimitsSince) &&
    !projectMaySet(name, value, inShell)
  ) {
    return 'project'
  }
  return !isBefore(version, claimsSince) && claimOn(name, layers) !== null ? 'claimed' : null
}

/** Before the union of sources, the first one that had anything was the only one. */
function isOtherSource(layer: Layer, layers: readonly Layer[], version: Version | null): boolean {
  if (!isBefore(version, managedUnionSince)) return false
  const first = layers.find((other) => other.name === 'managed' && other.state === 'read')
  return first !== undefined && first.source !== layer.source
}

function hasOwnBaseUrl(layers: readonly Layer[]): boolean {
  return layers.some(
    ({ source, env }) => source !== 'server' && (env['ANTHROPIC_BASE_URL'] ?? '') !== '',
  )
}

export function valueOf(effective: Effective, name: string): string | null {
  return Object.hasOwn(effective, name) ? (effective[name]?.value ?? null) : null
}

/** The first that has one: measured, a project's helper is run as well. */
export function helperOf(
  layers: readonly Layer[],
): { readonly command: string; readonly layer: Layer } | null {
  for (const layer of layers) {
    const command = layer.otelHeadersHelper
    if (command !== null && layer.name !== 'managed-unread') return { command, layer }
  }
  return null
}
