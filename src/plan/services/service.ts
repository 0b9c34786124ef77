// From what a service wants to what must exist: names, labels, limits that all share, and the hash over everything.
import type { ContainerLabels, Service } from '../plan.ts'

/** What each of the four says for itself; volumes by their short names. */
export type Draft = Omit<Service, 'container' | 'labels' | 'hash' | 'readOnlyRoot'>

/** A one-way sign for a text: the same text, the same sign, on every machine. */
export type Hash = (text: string) => string

export function finished(stack: string, draft: Draft, hash: Hash): Service {
  const named = {
    ...draft,
    container: `${stack}-${draft.name}`,
    volumes: draft.volumes.map((each) => ({ ...each, volume: `${stack}-${each.volume}` })),
    readOnlyRoot: true,
    labels: labelsOf(stack, draft.name),
  }
  const sign = hash(stableText(named))
  return { ...named, hash: sign, labels: { ...named.labels, 'claude-telemetry.hash': sign } }
}

/** Compose knows what is its own by these; we know what is ours by the other ones. */
export function labelsOf(stack: string, service: string | null): ContainerLabels {
  const ours = { 'claude-telemetry.stack': stack, 'com.docker.compose.project': stack }
  return service === null
    ? ours
    : {
        ...ours,
        'claude-telemetry.service': service,
        'com.docker.compose.service': service,
        'com.docker.compose.container-number': '1',
        'com.docker.compose.oneoff': 'False',
      }
}

/** The same value gives the same text, in whatever order its keys were written. */
function stableText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableText).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${stableText(each)}`).join()}}`
}
