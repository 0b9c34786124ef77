// `status`: what is set up and whether it answers; an answer also where nothing is.
import type { Call, Verb } from '../call.ts'
import { addressOf } from '../env/variables.ts'
import { type EngineFinding, engineReport } from '../making/engine-report.ts'
import { strays } from '../making/follow.ts'
import { isLoopbackOnly } from '../config/listen.ts'
import type { Addresses } from '../plan/addresses.ts'
import { table } from '../plan/table.ts'
import { folderSize } from '../world/folders.ts'
import { addressAnswers } from '../world/net.ts'
import { spaceAt } from '../world/disk.ts'
import { type Receipt, readReceipt } from '../state/receipt.ts'
import { tokenFile } from '../state/token.ts'
import { settle } from '../state/settle.ts'
import { wishOf } from '../state/wish.ts'
import type { Answer } from '../talk.ts'

interface Service {
  readonly name: string
  readonly state: 'running' | 'starting' | 'stopped' | 'unhealthy'
  readonly address: string | null
  readonly reason: string | null
}

interface Status {
  readonly configured: boolean
  readonly stack: string | null
  readonly engine: string | null
  readonly state: 'running' | 'degraded' | 'stopped' | 'absent'
  readonly services: readonly Service[]
  readonly last_points: readonly { source: string; at: string | null }[]
  readonly addresses: Addresses | null
  /** Where the token is that is asked for; null where none is. */
  readonly token_file: string | null
  readonly findings: readonly EngineFinding[]
  readonly disk: { readonly used_bytes: number | null; readonly free_bytes: number | null }
}

const patience = 3_000

export const status: Verb = async (call) => {
  const receipt = await readReceipt(call.places)
  const disk = await diskOf(call)
  if (receipt === null) return absent(disk)
  const { settings } = await settle(call.places, call.around)
  const config = await wishOf(call.places, settings)
  const engine = receipt.engine === 'embedded' ? await engineReport(call.places) : null
  const service = engine?.service ?? (await endpointService(addressOf(config)))
  const astray = service.state === 'running' ? await astrayOf(call) : null
  const state = astray === null ? stateOf(service) : 'degraded'
  const data: Status = {
    configured: true,
    stack: call.stack,
    engine: receipt.engine,
    state,
    services: [astray === null ? service : { ...service, reason: astray }],
    // A remote endpoint does not tell us what it holds.
    last_points: engine?.lastPoints ?? [],
    addresses: engine?.addresses ?? null,
    token_file: engine === null || isLoopbackOnly(config.listen) ? null : tokenFile(call.places),
    findings: engine?.findings ?? [],
    disk,
  }
  return {
    data,
    text: drawn(data, receipt, call),
    outcome: state === 'degraded' ? 'unhealthy' : 'done',
    after: astray === null ? advice(state) : ['To mend it: claude-telemetry up'],
  }
}

/** The engine is well, but Claude Code was told another place: what is sent there is lost. */
async function astrayOf({ places, around }: Call): Promise<string | null> {
  const [first] = await strays(places, around)
  return first === undefined
    ? null
    : `${first.path} still says ${first.told}, where it does not listen: what is sent there is lost`
}

function advice(state: Status['state']): string[] {
  if (state === 'running') return []
  return [
    state === 'stopped'
      ? 'To start it: claude-telemetry up'
      : 'To find out why: claude-telemetry doctor',
  ]
}

/** A process that was stopped on purpose is not ill; an endpoint that is gone is. */
function stateOf({ name, state }: Service): Status['state'] {
  if (state === 'running') return 'running'
  return name === 'engine' && state === 'stopped' ? 'stopped' : 'degraded'
}

function absent(disk: Status['disk']): Answer<Status> {
  const data: Status = {
    configured: false,
    stack: null,
    engine: null,
    state: 'absent',
    services: [],
    last_points: [],
    addresses: null,
    token_file: null,
    findings: [],
    disk,
  }
  return {
    data,
    text: 'Nothing is set up here yet.',
    after: ['To set it up: claude-telemetry init'],
  }
}

async function endpointService(address: string): Promise<Service> {
  const answers = await addressAnswers(address, patience)
  return {
    name: 'endpoint',
    state: answers ? 'running' : 'stopped',
    address,
    reason: answers ? null : 'nothing takes a connection there',
  }
}

async function diskOf({ places }: Call): Promise<Status['disk']> {
  const sizes = await Promise.all([places.config, places.data, places.state].map(folderSize))
  const used = sizes.reduce((sum, size) => sum + size, 0)
  return { used_bytes: used, free_bytes: (await spaceAt(places.data))?.free ?? null }
}

function engineLines({ addresses, token_file, last_points, disk, engine }: Status): string[] {
  if (engine !== 'embedded') return []
  const last = last_points.map(({ source, at }) => `last point: ${source}, ${at ?? 'never'}`)
  const { used_bytes: used, free_bytes: free } = disk
  return [
    ...(addresses === null
      ? []
      : [`OTLP: ${addresses.otlp_http} (HTTP), ${addresses.otlp_grpc} (gRPC)`]),
    ...(token_file === null ? [] : [`token: in ${token_file}; whoever sends has to bring it`]),
    ...(addresses !== null && last.length === 0 ? ['last point: none yet'] : last),
    `disk: ${inWords(used)} used, ${inWords(free)} free`,
  ]
}

function inWords(bytes: number | null): string {
  if (bytes === null) return 'unknown'
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

function drawn(data: Status, receipt: Receipt, { talk }: Call): string {
  const rows = data.services.map(({ name, state, address, reason }) => [
    name,
    state,
    address ?? '–',
    reason ?? '',
  ])
  const placed = receipt.placements.map(({ kind, path }) => `connected: ${kind}, ${path}`)
  return [
    `${data.stack}: ${data.state} (engine ${data.engine})`,
    table(['SERVICE', 'STATE', 'ADDRESS', ''], rows, talk.columns),
    ...engineLines(data),
    ...(placed.length === 0 ? ['connected: nothing yet'] : placed),
    ...data.findings.map(({ level, id, text }) => `${level} ${id}: ${text}`),
  ].join('\n')
}
