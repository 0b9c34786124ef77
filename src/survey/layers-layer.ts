// One place that can give Claude Code a variable, as it was found.

/** In the order in which they win. `managed-unread` is a place that the client stopped reading. */
export type LayerName =
  | 'managed'
  | 'local'
  | 'project'
  | 'user'
  | 'state'
  | 'shell'
  | 'managed-unread'

/** Which of the managed sources it is: they are looked at in this order. */
export type ManagedSource = 'server' | 'policy' | 'file' | 'user-policy'

export interface Trouble {
  readonly text: string
  readonly line: number | null
  readonly column: number | null
}

export interface Layer {
  readonly name: LayerName
  readonly source: ManagedSource | null
  /** The file or registry key; null for the shell. */
  readonly path: string | null
  readonly state: 'read' | 'absent' | 'unreadable' | 'unparsable'
  /** Only variables that matter to telemetry. May hold secrets: show values with `shown`. */
  readonly env: Readonly<Record<string, string>>
  readonly otelHeadersHelper: string | null
  readonly trouble: Trouble | null
}

const words: Readonly<Record<LayerName, string>> = {
  managed: 'managed settings',
  local: 'local project settings',
  project: 'project settings',
  user: 'user settings',
  state: "the client's own state file",
  shell: 'shell',
  'managed-unread': 'old managed settings',
}

/** What the user calls it, with the path to open. */
export function called(layer: Layer): string {
  const word = layer.source === 'server' ? 'managed settings from the server' : words[layer.name]
  return layer.path === null ? word : `${word} (${layer.path})`
}

export function isProject(layer: Layer): boolean {
  return layer.name === 'project' || layer.name === 'local'
}
