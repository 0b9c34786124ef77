// Every check that doctor makes, in the order in which its findings are printed; slow ones last.
import { refuseForeignHome } from '../placing/home.ts'
import { claudeFindings, lookAtClaude } from '../survey/claude.ts'
import { diskFindings, lookAtDisk } from '../survey/disk.ts'
import { dockerFindings } from '../survey/docker-findings.ts'
import { lookAtDocker } from '../survey/docker.ts'
import { type Finding, type FindingId, findings } from '../survey/finding.ts'
import { effective, valueOf } from '../survey/layers-effective.ts'
import { lookAtLayers } from '../survey/layers.ts'
import { placeFindings } from '../survey/place-findings.ts'
import { lookAtPlace } from '../survey/place.ts'
import { portsFindings } from '../survey/ports-findings.ts'
import { lookAtPorts } from '../survey/ports.ts'
import { proxyFindings } from '../survey/proxy.ts'
import { sessionsFindings } from '../survey/sessions-findings.ts'
import { lookAtSessions } from '../survey/sessions.ts'
import { detectShell } from '../survey/shell-detect.ts'
import { lookAtShells, shellsFindings } from '../survey/shells.ts'
import { addressAnswers } from '../world/net.ts'
import { parentName } from '../world/process.ts'
import type { Check } from './check.ts'
import { engineCheck } from './engine.ts'
import { endpointCheck } from './endpoint.ts'
import { exportsCheck } from './exports.ts'
import { placementsCheck } from './placements.ts'
import type { Patient } from './patient.ts'
import { stackCheck } from './stack.ts'

/** Given by the check of Claude Code: all but those that have a check of their own. */
const ownChecks = [
  'placement-edited',
  'stack-file',
  'engine-running',
  'engine-store',
  'engine-cumulative',
  'engine-clock',
  'engine-points',
  'endpoint-answers',
  'client-exports',
  'inside-container',
  'inside-wsl',
  'inside-ssh',
  'proxy',
  'sessions-open',
  'docker-engine',
  'ports',
  'shells',
  'disk-space',
  'home-owner',
] as const satisfies readonly FindingId[]
const claudeIds = (Object.keys(findings) as FindingId[]).filter(
  (id) => !(ownChecks as readonly FindingId[]).includes(id),
)

const claude: Check = {
  ids: claudeIds,
  limit: 20_000,
  look: async ({ around, address, variables, made }) =>
    claudeFindings(await lookAtClaude(around), {
      endpoint: address,
      variables,
      connected: made?.connected ?? false,
    }),
}

/** Milliseconds that an address has for taking a connection. */
const patience = 1_000

const place: Check = {
  ids: ['inside-container', 'inside-wsl', 'inside-ssh'],
  limit: 5_000,
  look: async ({ around, address }) =>
    placeFindings(await lookAtPlace(around), {
      endpoint: address,
      answers: address === null ? null : await addressAnswers(address, patience),
    }),
}

const proxy: Check = {
  ids: ['proxy'],
  limit: 20_000,
  look: async ({ around, address, config }) => {
    const won = effective(await lookAtLayers(around), null)
    // Settings beat the shell here, too: what the client will have is what counts.
    const settled = Object.values(won).map(({ name, value }) => [name, value ?? undefined])
    return proxyFindings({
      endpoint: address,
      protocol: valueOf(won, 'OTEL_EXPORTER_OTLP_PROTOCOL') ?? config?.protocol ?? 'http/protobuf',
      env: { ...around.env, ...Object.fromEntries(settled) },
      platform: around.platform,
    })
  },
}

const sessions: Check = {
  ids: ['sessions-open'],
  limit: 5_000,
  look: async ({ around, made }) => {
    const placedAt = made?.placed == null ? null : Date.parse(made.placed)
    return sessionsFindings(await lookAtSessions(around), placedAt)
  },
}

const docker: Check = {
  ids: ['docker-engine'],
  limit: 15_000,
  look: async ({ around }) => dockerFindings(await lookAtDocker(around), 'remote'),
}

const ports: Check = {
  ids: ['ports'],
  limit: 10_000,
  look: async ({ around }) => portsFindings(await lookAtPorts(around), 'remote'),
}

const shells: Check = {
  ids: ['shells'],
  limit: 5_000,
  look: async ({ around }) =>
    shellsFindings(await lookAtShells(around, detectShell(around, await parentName()))),
}

const disk: Check = {
  ids: ['disk-space'],
  limit: 5_000,
  look: async ({ places }) =>
    diskFindings(await lookAtDisk([places.config, places.data, places.state])),
}

const home: Check = {
  ids: ['home-owner'],
  limit: 2_000,
  look: async ({ around }: Patient): Promise<Finding[]> => {
    await refuseForeignHome(around)
    return [
      {
        id: 'home-owner',
        level: 'ok',
        text: `${around.home} belongs to you.`,
        layer: null,
        fix: null,
      },
    ]
  },
}

/** What `init` looks at before it asks anything: quick, and worth knowing before a yes. */
export const beforehand: ReadonlySet<FindingId> = new Set([
  'home-owner',
  'disk-space',
  'claude-installed',
  'claude-defect',
  'settings-file',
  'managed-settings',
] satisfies FindingId[])

export const checks: readonly Check[] = [
  home,
  disk,
  stackCheck,
  placementsCheck,
  claude,
  place,
  proxy,
  sessions,
  shells,
  ports,
  docker,
  engineCheck,
  endpointCheck,
  exportsCheck,
]
