// The plan as a folder that `docker compose up` runs without us: compose.yaml, and the files beside it.
import type { ContainerLabels, Plan, PlannedFile, Service, ServiceName } from './plan.ts'
import { stackText } from './rendered.ts'
import { labelsOf } from './services/service.ts'

export interface ComposeFile {
  /** Below the folder. */
  readonly path: string
  readonly text: string
}

/** `secrets/` is missing on purpose: whoever writes the folder puts them there, readable by nobody else. */
export function composeFolder(plan: Plan, template: string): ComposeFile[] {
  const files = plan.services.flatMap((service) =>
    service.files.map((file) => ({ path: besides(service, file), text: file.text })),
  )
  return [{ path: 'compose.yaml', text: composeText(plan, template) }, ...files]
}

export function composeText(plan: Plan, template: string): string {
  const { stack, network, services } = plan
  const text = stackText('yaml', template, {
    stack,
    network: { name: network.name, labels: composed(network.labels) },
    services: services.map((service) => composedService(plan, service)),
    ...owners(plan),
    volumes: plan.volumes.map(({ name, labels }) => ({
      name,
      short: shortOf(stack, name),
      labels: composed(labels),
    })),
    secretNames: services.flatMap(({ secrets }) => secrets.map(({ name }) => name)),
  })
  return `${text.trimEnd()}\n`
}

/** Compose writes its own labels itself, and takes it ill when somebody else does. */
function composed(labels: ContainerLabels): ContainerLabels {
  const ours = Object.entries(labels).filter(([name]) => !name.startsWith('com.docker.compose.'))
  return Object.fromEntries(ours)
}

function besides({ name }: Service, { path }: PlannedFile): string {
  return `${name}/${path.split('/').slice(2).join('/')}`
}

function shortOf(stack: string, volume: string): string {
  return volume.slice(stack.length + 1)
}

function composedService({ stack }: Plan, service: Service) {
  const { name, image, container, user, memoryBytes, pids, secrets, dependsOn } = service
  const isOwned = service.volumes.some(({ owner }) => owner !== null)
  return {
    name,
    image,
    container,
    user: user ?? '',
    memoryBytes,
    pids,
    command: [...service.command],
    environment: service.environment,
    tmpfs: [...service.tmpfs],
    ports: service.ports.map(({ address, host, inside }) => ({
      mode: 'host',
      host_ip: address,
      published: String(host),
      target: inside,
      protocol: 'tcp',
    })),
    mounts: mountsOf(stack, service),
    secrets: secrets.map(({ name: source, path }) => ({ source, target: path })),
    dependsOn: after(dependsOn, isOwned),
    labels: composed(service.labels),
  }
}

function after(names: readonly ServiceName[], isOwned: boolean) {
  const started = names.map((name) => [name, { condition: 'service_started' }] as const)
  const owned = [['volumes', { condition: 'service_completed_successfully' }]] as const
  return Object.fromEntries<{ readonly condition: string }>(
    isOwned ? [...started, ...owned] : started,
  )
}

function mountsOf(stack: string, service: Service) {
  const volumes = service.volumes.map(({ volume, target }) => ({
    type: 'volume',
    source: shortOf(stack, volume),
    target,
  }))
  const files = service.files.map((file) => ({
    type: 'bind',
    source: `./${besides(service, file)}`,
    target: file.path,
    read_only: true,
    // A folder would be made where the file is missing, and mounted in its place.
    bind: { create_host_path: false },
  }))
  return [...volumes, ...files]
}

/** Done by the one image of the four that has a program for it. */
function owners({ stack, services }: Plan) {
  const owned = services.flatMap(({ volumes }) =>
    volumes.flatMap(({ volume, target, owner }) =>
      owner === null ? [] : [{ volume, target, owner }],
    ),
  )
  const image = services.find(({ name }) => name === 'prometheus')?.image ?? ''
  const [first] = owned
  return {
    owned: owned.map(({ volume }) => volume),
    chown: {
      image,
      container: `${stack}-volumes`,
      command: first === undefined ? [] : ['-R', first.owner, ...owned.map(({ target }) => target)],
      mounts: owned.map(({ volume, target }) => ({
        type: 'volume',
        source: shortOf(stack, volume),
        target,
      })),
      labels: composed(labelsOf(stack, 'volumes')),
    },
  }
}
