// What the engine is asked to make of a service: the plan's words in the engine's.
import { createHash } from 'node:crypto'
import type { Plan, Service } from '../plan/plan.ts'
import type { ImageSeen } from '../world/docker-images.ts'
import { label, ourLabels } from './whose.ts'
import type { Whose } from './whose.ts'

export interface FilesMount {
  readonly volume: string
  readonly target: string
}

/** A container's own output is kept for reading, and never fills the disk. */
const log = { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } }

export interface Ordered {
  readonly plan: Plan
  readonly service: Service
  readonly whose: Whose
  readonly image: Chosen
  readonly secretsHash: string
}

export interface Chosen extends ImageSeen {
  /** The name under which the engine gives just this image. */
  readonly name: string
}

export function containerOrder(ordered: Ordered): Readonly<Record<string, unknown>> {
  const { plan, service, image } = ordered
  return {
    Image: image.name,
    Cmd: service.command,
    Env: Object.entries(service.environment).map(([name, value]) => `${name}=${value}`),
    ...(service.user === null ? {} : { User: service.user }),
    Labels: labelsFor(ordered),
    ExposedPorts: Object.fromEntries(service.ports.map(({ inside }) => [`${inside}/tcp`, {}])),
    HostConfig: hostOrder(ordered),
    NetworkingConfig: {
      EndpointsConfig: { [plan.network.name]: { Aliases: [service.name, service.container] } },
    },
  }
}

function hostOrder({ plan, service }: Ordered): Readonly<Record<string, unknown>> {
  return {
    NetworkMode: plan.network.name,
    RestartPolicy: { Name: 'unless-stopped' },
    ReadonlyRootfs: service.readOnlyRoot,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true'],
    Memory: service.memoryBytes,
    // No swap beside it: a limit is a limit.
    MemorySwap: service.memoryBytes,
    PidsLimit: service.pids,
    Tmpfs: Object.fromEntries(service.tmpfs.map(parted)),
    PortBindings: bindings(service),
    LogConfig: log,
    Mounts: [
      ...service.volumes.map(({ volume, target }) => mount(volume, target, false)),
      ...filesMounts(service).map(({ volume, target }) => mount(volume, target, true)),
    ],
  }
}

/** A path, and options behind a colon. */
function parted(tmpfs: string): [string, string] {
  const colon = tmpfs.indexOf(':')
  return colon === -1 ? [tmpfs, ''] : [tmpfs.slice(0, colon), tmpfs.slice(colon + 1)]
}

function bindings({ ports }: Service): Record<string, { HostIp: string; HostPort: string }[]> {
  const bound: Record<string, { HostIp: string; HostPort: string }[]> = {}
  for (const { address, host, inside } of ports) {
    bound[`${inside}/tcp`] = [
      ...(bound[`${inside}/tcp`] ?? []),
      { HostIp: address, HostPort: String(host) },
    ]
  }
  return bound
}

function mount(
  Source: string,
  Target: string,
  ReadOnly: boolean,
): Readonly<Record<string, unknown>> {
  return { Type: 'volume', Source, Target, ReadOnly }
}

function labelsFor({ service, whose, secretsHash }: Ordered): Readonly<Record<string, string>> {
  return {
    ...service.labels,
    ...ourLabels(whose),
    [label.service]: service.name,
    [label.hash]: service.hash,
    // Without one, compose does not count a container among its own.
    'com.docker.compose.config-hash': service.hash,
    [label.secrets]: secretsHash,
  }
}

/**
 * A container that is never started, and fills what the real one will see: the engine unpacks nothing below a
 * read-only root, and a folder shared with this machine would be another one where the engine is elsewhere.
 */
export function loaderOrder(ordered: Ordered): Readonly<Record<string, unknown>> {
  const { service, whose, image } = ordered
  const mounts = [...service.volumes, ...filesMounts(service)]
  return {
    Image: image.name,
    Cmd: ['never-started'],
    Labels: { ...ourLabels(whose), [label.files]: service.name },
    NetworkDisabled: true,
    HostConfig: {
      NetworkMode: 'none',
      Mounts: mounts.map(({ volume, target }) => mount(volume, target, false)),
    },
  }
}

/**
 * One volume for each folder of the second level that gets files, as /etc/grafana. Other files, another volume:
 * nothing of former ones shows through, and what an engine still does for a run that was killed does no harm.
 */
export function filesMounts({ container, files, secrets, hash }: Service): FilesMount[] {
  const mark = createHash('sha256').update(hash).digest('hex').slice(0, 8)
  const folders = [...files, ...secrets].map(({ path }) => folderOf(path))
  return [...new Set(folders)]
    .toSorted()
    .map((target) => ({ target, volume: `${container}${target.replaceAll('/', '-')}-${mark}` }))
}

function folderOf(path: string): string {
  const folder = /^(\/[^/]+\/[^/]+)\/./.exec(path)?.[1]
  if (folder === undefined) throw new Error(`${path} is not below two folders`)
  return folder
}
