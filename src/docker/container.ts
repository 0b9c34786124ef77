// Makes one container of the plan: left alone when it is the very same, made anew with its files when not.
import { createHash } from 'node:crypto'
import { Problem } from '../errors.ts'
import type { Plan, Service } from '../plan/plan.ts'
import type { ContainerSeen } from '../world/docker-containers.ts'
import type { Docker } from '../world/docker-open.ts'
import { pauseOf } from '../world/wait.ts'
import { handedOver } from './handed.ts'
import { containerOrder, filesMounts, loaderOrder } from './order.ts'
import type { Chosen, Ordered } from './order.ts'
import { label, mustBeOurs, ourLabels } from './whose.ts'
import type { Whose } from './whose.ts'

export const stopSeconds = 30
const appearLimit = 30_000

export interface Making {
  readonly plan: Plan
  readonly docker: Docker
  readonly whose: Whose
  readonly secrets: Readonly<Record<string, string>>
  /** Names of the network and volumes that are new: who uses one of them is made anew. */
  readonly fresh: ReadonlySet<string>
}

/** Null when it must be made: it is missing, half made or another one. */
export async function unchanged(
  service: Service,
  image: Chosen,
  { docker, whose, secrets, fresh, plan }: Making,
  signal: AbortSignal,
): Promise<ContainerSeen | null> {
  const found = await docker.containers.inspect(service.container, signal)
  mustBeOurs('container', found, whose)
  if (found === null || found.status === 'dead' || found.status === 'removing') return null
  const same =
    found.labels[label.hash] === service.hash &&
    found.labels[label.secrets] === secretsHash(service, secrets) &&
    found.image === image.id
  if (!same || fresh.has(plan.network.name)) return null
  if (service.volumes.some(({ volume }) => fresh.has(volume))) return null
  for (const { volume } of filesMounts(service)) {
    if ((await docker.volumes.inspect(volume, signal)) === null) return null
  }
  return found
}

/** The container comes last: where it is, everything that it needs is. */
export async function remake(
  service: Service,
  image: Chosen,
  making: Making,
  signal: AbortSignal,
): Promise<string> {
  const { whose, plan, secrets } = making
  const hash = secretsHash(service, secrets)
  const ordered: Ordered = { plan, service, whose, image, secretsHash: hash }
  await removeOurs(service.container, making, signal)
  await load(ordered, making, signal)
  return create(service.container, containerOrder(ordered), making, signal)
}

/** A run that was killed may have asked for the same a moment ago: its name is taken before it can be seen. */
async function create(
  name: string,
  order: Readonly<Record<string, unknown>>,
  making: Making,
  signal: AbortSignal,
): Promise<string> {
  const { containers } = making.docker
  try {
    return await containers.create(name, order, signal)
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.code !== 'name-taken') throw cause
    const end = Date.now() + appearLimit
    while ((await containers.inspect(name, signal)) === null && Date.now() < end) {
      await pauseOf(200, signal)
    }
    await removeOurs(name, making, signal)
    return containers.create(name, order, signal)
  }
}

async function makeFilesVolumes(
  service: Service,
  { docker: { volumes }, whose }: Making,
  signal: AbortSignal,
): Promise<void> {
  const labels = { ...ourLabels(whose), [label.files]: service.name }
  const wanted = new Set(filesMounts(service).map(({ volume }) => volume))
  for (const { id, name } of await volumes.list(labels, signal)) {
    if (!wanted.has(name)) await volumes.remove(id, signal)
  }
  for (const volume of wanted) {
    const found = await volumes.inspect(volume, signal)
    mustBeOurs('volume', found, whose)
    if (found === null) await volumes.create(volume, labels, signal)
  }
}

async function load(ordered: Ordered, making: Making, signal: AbortSignal): Promise<void> {
  const { docker, secrets } = making
  const { service } = ordered
  const loader = `${service.container}-files`
  await removeOurs(loader, making, signal)
  await makeFilesVolumes(service, making, signal)
  const archive = handedOver(service, secrets)
  if (archive === null) return
  await create(loader, loaderOrder(ordered), making, signal)
  await docker.containers.put(loader, '/', archive, signal)
  await docker.containers.remove(loader, signal)
}

async function removeOurs(
  name: string,
  { docker, whose }: Making,
  signal: AbortSignal,
): Promise<void> {
  const found = await docker.containers.inspect(name, signal)
  mustBeOurs('container', found, whose)
  if (found === null) return
  // Through its id: in between, the name may have gone to somebody else.
  if (found.status === 'running') await docker.containers.stop(found.id, stopSeconds, signal)
  await docker.containers.remove(found.id, signal)
}

/** Short, and of secrets that are random: it says whether they are the same, and nothing else. */
function secretsHash(service: Service, secrets: Readonly<Record<string, string>>): string {
  const texts = service.secrets.map(({ name }) => `${name}\n${secrets[name] ?? ''}\n`)
  if (texts.length === 0) return ''
  return createHash('sha256').update(texts.join('')).digest('hex').slice(0, 12)
}
