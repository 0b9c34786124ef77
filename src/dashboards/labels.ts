// What a number can be split by: one name, and how the three worlds spell it.

export interface Label {
  /** Column of the table `labelset`. */
  readonly column: string
  /** Key on the wire. */
  readonly attribute: string
  /** Name in Prometheus: what is no letter, figure or underscore becomes an underscore. */
  readonly prometheus: string
  readonly title: string
}

const label = <Column extends string>(column: Column, attribute: string, title: string) => ({
  column,
  attribute,
  prometheus: attribute.replaceAll(/[^a-zA-Z0-9_]/g, '_'),
  title,
})

const all = [
  label('model', 'model', 'Model'),
  label('type', 'type', 'Type'),
  label('query_source', 'query_source', 'Query source'),
  label('speed', 'speed', 'Speed'),
  label('effort', 'effort', 'Effort'),
  label('agent_name', 'agent.name', 'Agent'),
  label('skill_name', 'skill.name', 'Skill'),
  label('plugin_name', 'plugin.name', 'Plugin'),
  label('mcp_server_name', 'mcp_server.name', 'MCP server'),
  label('mcp_tool_name', 'mcp_tool.name', 'MCP tool'),
  label('start_type', 'start_type', 'Kind of start'),
  label('tool_name', 'tool_name', 'Tool'),
  label('decision', 'decision', 'Decision'),
  label('source', 'source', 'Decided by'),
  label('language', 'language', 'Language'),
  label('user_id', 'user.id', 'User'),
  label('terminal_type', 'terminal.type', 'Terminal'),
  label('app_version', 'app.version', 'Client version'),
  label('entrypoint', 'app.entrypoint', 'Entry point'),
  label('provider', 'anthropic.provider', 'Provider'),
  label('repository', 'vcs.repository.name', 'Repository'),
  label('service_version', 'service.version', 'Client version (resource)'),
  label('host', 'host.name', 'Host'),
] as const

export type LabelName = (typeof all)[number]['column']

export const labels = Object.fromEntries(all.map((one) => [one.column, one])) as Readonly<
  Record<LabelName, Label>
>

/** A label of the list, or a resource attribute that the user made up: `attribute:team`. */
export type By = LabelName | `attribute:${string}`

const ownAttribute = /^attribute:(.{1,200})$/s

const byAttribute = new Map<string, LabelName>(all.map((one) => [one.attribute, one.column]))

/** One name for one thing: `attribute:model` is the label `model`. Null when it is no name at all. */
export function byOf(text: string): By | null {
  if (Object.hasOwn(labels, text)) return text as LabelName
  const own = ownAttribute.exec(text)?.[1]
  return own === undefined ? null : (byAttribute.get(own) ?? `attribute:${own}`)
}

/** How the wire spells it. */
export function attributeOf(by: By): string {
  return Object.hasOwn(labels, by)
    ? labels[by as LabelName].attribute
    : by.slice('attribute:'.length)
}

export function byTitle(by: By): string {
  return Object.hasOwn(labels, by) ? labels[by as LabelName].title : by.slice('attribute:'.length)
}

/** On every point, whatever the metric: who, with what, from where. */
export const everywhere: readonly LabelName[] = [
  'user_id',
  'terminal_type',
  'app_version',
  'entrypoint',
  'provider',
  'repository',
]

/** On every resource that says them, so on every point and event too. */
export const ofResource: readonly LabelName[] = ['service_version', 'host']
