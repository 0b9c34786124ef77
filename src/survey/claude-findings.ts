// What there is to say about the clients themselves: which ones, how old, and with which defects.
import type { Client } from './claude-client.ts'
import { type Bite, type Defect, defectsOf } from './claude-defects.ts'
import { spell, type Version } from './claude-version.ts'
import type { Finding, FindingId, Level } from './finding.ts'
import type { Layer } from './layers-layer.ts'
import { type Effective, valueOf } from './layers-effective.ts'
import { signalEnd } from './traps/endpoints.ts'
import type { Expected } from './traps/trap.ts'

const update = 'claude update'
const install = 'npm install -g @anthropic-ai/claude-code'

export function installedFindings(clients: readonly Client[]): Finding[] {
  const [first, ...rest] = clients
  if (first === undefined) {
    const text = 'Claude Code was not found: not on the PATH, and not where its installers put it.'
    return [{ id: 'claude-installed', level: 'warning', text, layer: null, fix: install }]
  }
  const behind = first.realPath === first.path ? '' : ` (behind it: ${first.realPath})`
  const named =
    first.version === null
      ? `of unknown version: ${first.trouble ?? 'no reason known'}`
      : spell(first.version)
  const level: Level = first.version === null ? 'warning' : 'ok'
  const fix = first.version === null ? `'${first.path}' --version` : null
  const others = rest.map(
    ({ path, version }) => `${path} (${version === null ? 'unknown version' : spell(version)})`,
  )
  const more =
    others.length === 0
      ? []
      : [
          note(
            'claude-installed',
            `Another Claude Code lies at ${others.join(', ')}; the first on the PATH is the one that runs.`,
          ),
        ]
  return [
    {
      id: 'claude-installed',
      level,
      text: `Claude Code ${named}, at ${first.path}${behind}.`,
      layer: null,
      fix,
    },
    ...more,
  ]
}

interface Seen {
  readonly version: Version | null
  readonly layers: readonly Layer[]
  readonly effective: Effective
}

export function defectFindings(seen: Seen, expected: Expected): Finding[] {
  if (seen.version === null) return []
  const version = seen.version
  const found = defectsOf(version)
  if (found.length === 0) {
    return [
      {
        id: 'claude-defect',
        level: 'ok',
        text: `No telemetry defect of ${spell(version)} is known to us.`,
        layer: null,
        fix: null,
      },
    ]
  }
  return found.map((defect) => ({
    id: 'claude-defect',
    level: bites(defect.bites, seen, expected) ? defect.level : 'note',
    text: `Claude Code ${spell(version)}: ${defect.text}${threads(defect)}.`,
    layer: null,
    fix: update,
  }))
}

function threads({ issues }: Defect): string {
  return issues.length === 0
    ? ''
    : ` (anthropics/claude-code ${issues.map((issue) => `#${issue}`).join(', ')})`
}

function bites(bite: Bite, { layers, effective }: Seen, expected: Expected): boolean {
  if (bite === 'labels') return (valueOf(effective, 'OTEL_RESOURCE_ATTRIBUTES') ?? '') !== ''
  if (bite === 'managed')
    return layers.some(({ name, state }) => name === 'managed' && state === 'read')
  if (bite !== 'far-endpoint') return true
  const endpoint = (
    valueOf(effective, 'OTEL_EXPORTER_OTLP_ENDPOINT') ??
    expected.endpoint ??
    ''
  ).replace(signalEnd, '')
  return endpoint !== '' && !/^https?:\/\/(?:localhost|127\.|\[::1\])/i.test(endpoint)
}

interface Others {
  readonly editors: readonly Client[]
  readonly desktops: readonly Client[]
  readonly sdks: readonly Client[]
}

const reads = {
  vscode:
    'It reads the same user settings, but not what only a terminal exports; identity labels are missing there. Reload the window after a change.',
  desktop:
    'It reads the user settings, is reported to miss managed ones, and never sees what a shell exports. Quit and start it after a change.',
  sdk: 'It reads the user settings only where the program that uses it lets it; otherwise give it the variables in its own environment.',
} as const

export function clientFindings({ editors, desktops, sdks }: Others): Finding[] {
  return [
    ...perKind(
      'client-vscode',
      editors,
      reads.vscode,
      'No client inside VS Code or its relatives.',
    ),
    ...perKind('client-desktop', desktops, reads.desktop, 'No Desktop app found.'),
    ...perKind('client-sdk', sdks, reads.sdk, 'No Agent SDK in this folder or above it.'),
  ]
}

function perKind(id: FindingId, clients: readonly Client[], hint: string, none: string): Finding[] {
  if (clients.length === 0) return [{ id, level: 'ok', text: none, layer: null, fix: null }]
  return clients.map((client) => describe(id, client, hint))
}

function describe(id: FindingId, client: Client, hint: string): Finding {
  const version =
    client.version === null
      ? `a client of unknown version (${client.trouble ?? 'no reason known'})`
      : `its own client ${spell(client.version)}`
  const worst =
    client.version === null
      ? undefined
      : defectsOf(client.version).find(({ level }) => level !== 'note')
  const text = `${client.product} has ${version}, at ${client.path}. ${hint}${worst === undefined ? '' : ` Known defect: ${worst.text}${threads(worst)}.`}`
  return {
    id,
    level: worst === undefined ? 'note' : 'warning',
    text,
    layer: null,
    fix: worst === undefined ? null : updateOf(client),
  }
}

function updateOf({ kind, product }: Client): string {
  if (kind === 'sdk') return 'npm install @anthropic-ai/claude-agent-sdk@latest'
  return kind === 'vscode'
    ? `Update the Claude Code extension in ${product}.`
    : 'Update the Desktop app.'
}

function note(id: FindingId, text: string): Finding {
  return { id, level: 'note', text, layer: null, fix: null }
}
