// Facts for the trap tests, built from a few layers as a person would describe them.
import { envChange } from '../../src/env/change.ts'
import type { Version } from '../../src/survey/claude-version.ts'
import { effective, helperOf } from '../../src/survey/layers-effective.ts'
import type { Layer, LayerName } from '../../src/survey/layers-layer.ts'
import type { Expected, TrapFacts } from '../../src/survey/traps/trap.ts'

export const ours = 'http://127.0.0.1:14318'

export const goodVariables = {
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_EXPORTER_OTLP_ENDPOINT: ours,
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
} as const

const paths: Readonly<Record<LayerName, string | null>> = {
  managed: '/etc/claude-code/managed-settings.json',
  local: '/home/ada/app/.claude/settings.local.json',
  project: '/home/ada/app/.claude/settings.json',
  user: '/home/ada/.claude/settings.json',
  state: '/home/ada/.claude.json',
  shell: null,
  'managed-unread': 'C:\\ProgramData\\ClaudeCode\\managed-settings.json',
}

export function layer(
  name: LayerName,
  env: Record<string, string> = {},
  more: Partial<Layer> = {},
): Layer {
  return {
    name,
    source: name === 'managed' ? 'file' : null,
    path: paths[name],
    state: 'read',
    env,
    otelHeadersHelper: null,
    trouble: null,
    ...more,
  }
}

interface Story {
  readonly managed?: Record<string, string>
  readonly local?: Record<string, string>
  readonly project?: Record<string, string>
  readonly user?: Record<string, string>
  readonly shell?: Record<string, string>
  /** Used as they are, after the five. */
  readonly more?: readonly Layer[]
  readonly version?: Version | null
  readonly words?: TrapFacts['shell']
  readonly programFound?: boolean | null
  readonly expected?: Partial<Expected>
}

/** The user settings are ours and connected, unless the story says otherwise. */
export function facts(story: Story = {}): TrapFacts {
  const order = ['managed', 'local', 'project', 'user', 'shell'] as const
  const told: Story = { user: goodVariables, ...story }
  const layers = [
    ...order.filter((name) => told[name] !== undefined).map((name) => layer(name, told[name])),
    ...(story.more ?? []),
  ]
  const version = story.version === undefined ? ([2, 1, 329] as const) : story.version
  const named = helperOf(layers)
  return {
    layers,
    effective: effective(layers, version),
    version,
    helper: named === null ? null : { ...named, programFound: story.programFound ?? null },
    shell: story.words ?? 'posix',
    expected: {
      endpoint: ours,
      connected: true,
      variables: envChange(goodVariables),
      ...story.expected,
    },
  }
}

/** Nothing set up by us: the variables are the user's own. */
export const nothingOfOurs: Partial<Expected> = { endpoint: null, connected: false, variables: [] }
