// One result of a check, as data: what doctor prints, and what init stops on.

export type Level = 'ok' | 'note' | 'warning' | 'error'

/** Where a value or a fault lives: the layer that has to be changed to mend it. */
export interface Finding {
  readonly id: FindingId
  readonly level: Level
  readonly text: string
  /** The settings layer or file concerned, as the user knows it; null where there is none. */
  readonly layer: string | null
  /** A command to type, or one sentence; null where there is nothing to mend. */
  readonly fix: string | null
}

/** Id → what the check looks at, in a few words (`doctor --list`). Each has a page docs/findings/<id>.md. */
export const findings = {
  'claude-installed': 'Claude Code is installed, where, and which version',
  'claude-defect': 'the installed version has a known telemetry defect',
  'settings-file': 'each settings file of Claude Code can be read and parsed',
  'telemetry-enabled': 'the switch that turns telemetry on, and who sets it',
  'exporter-unset': 'both exporters are set: an unset one sends nothing, silently',
  'exporter-word': 'the exporter words are ones the client knows',
  'protocol-word': 'the protocol word is one the client knows: a bad one silences every signal',
  'protocol-signal': 'a protocol for one signal that does not fit the endpoint',
  'endpoint-scheme': 'the endpoint has a scheme: without one it falls back to localhost:4318',
  'endpoint-path': 'the endpoint is a base address, not that of one signal',
  'endpoint-signal': 'an endpoint for one signal replaces ours and is used verbatim',
  'endpoint-elsewhere': 'the variables point to our endpoint and not somewhere else',
  'project-ignored': 'telemetry variables in project settings, which the client ignores',
  'project-off': 'a project that turns a signal off',
  'user-beats-shell': 'a value in the user settings that beats a different one in the shell',
  'headers-form': 'headers are written k=v,k2=v2, encoded only for gRPC, not Key: value',
  'headers-helper': 'a headers helper that cannot work',
  'resource-attributes': 'resource attributes have no spaces and survive on points',
  'opt-out-idle': 'telemetry-off variables that do not stop this export',
  temporality: 'the client sends deltas: any other word acts as cumulative',
  'session-id': 'session.id stays on points and events',
  'content-on': 'content that is sent because something other than our settings switched it on',
  'managed-settings': 'managed settings, and what they fix',
  'placement-edited': 'what we placed is still as we placed it',
  'stack-file': 'our own saved settings and receipt can be read',
  'engine-running': 'the embedded engine runs and answers',
  'engine-store': 'its database takes data in, and none was set aside as damaged',
  'engine-cumulative': 'no client sends it running totals, which it has to refuse',
  'engine-clock': 'the times of what arrives can be believed',
  'engine-points': 'something arrived there, and not too long ago',
  'endpoint-answers': 'the endpoint takes a marked point',
  'client-exports': 'proof: the client, run once against a listener of ours, exports',
  'client-vscode': 'the client inside VS Code',
  'client-desktop': 'the Desktop app',
  'client-sdk': 'the client inside the Agent SDK',
  'inside-container': 'we run inside a container, whose loopback is its own',
  'inside-wsl': 'we run inside WSL, whose loopback may not be that of Windows',
  'inside-ssh': 'we run over SSH, and the endpoint may be meant for the other side',
  proxy: 'a proxy between the client and the endpoint',
  'sessions-open': 'open sessions that started before the change and must be restarted',
  'docker-engine': 'a Docker engine answers, and where',
  ports: 'the ports that we would use are free, or who holds them',
  shells: 'shells on this machine, and which one runs us',
  'disk-space': 'room on the disk that holds our files',
  'home-owner': 'the home folder belongs to the user who runs us',
} as const

export type FindingId = keyof typeof findings

export function pageOf(id: FindingId): string {
  return `docs/findings/${id}.md`
}
