// Makes a plan true: what is there and the same stays, what differs is made anew, what is missing is brought.
import type { Plan, Service } from '../plan/plan.ts'
import type { Step } from '../talk.ts'
import type { Docker } from '../world/docker-open.ts'
import { remake, stopSeconds, unchanged } from './container.ts'
import type { Making } from './container.ts'
import { waitHealthy } from './health.ts'
import { bringImages } from './images.ts'
import type { Bringing, ChosenImages } from './images.ts'
import type { Chosen } from './order.ts'
import type { DockerReceipt, MadeService } from './receipt.ts'
import { inOrder } from './sequence.ts'
import { told } from './step.ts'
import { isOurs, mustBeOurs, ourLabels } from './whose.ts'
import type { Whose } from './whose.ts'

export interface ApplyWish extends Bringing {
  readonly owner: string
  /** By the names that the plan gives them. */
  readonly secrets: Readonly<Record<string, string>>
  /** Milliseconds that each service gets to answer. */
  readonly healthLimit?: number
}

const usualHealthLimit = 90_000

/** Ended at any moment it leaves what the next run completes. */
export async function* apply(
  plan: Plan,
  wish: ApplyWish,
  signal: AbortSignal,
): AsyncGenerator<Step, DockerReceipt> {
  const whose: Whose = { stack: plan.stack, owner: wish.owner }
  const { docker, secrets } = wish
  await refuseForeign(plan, docker, whose, signal)
  const images = yield* bringImages(plan, wish, signal)
  const fresh = new Set<string>()
  const network = yield* makeNetwork(plan, docker, whose, fresh, signal)
  yield* makeVolumes(plan, docker, whose, fresh, signal)
  yield* removeOrphans(plan, docker, whose, signal)
  const making: Making = { plan, docker, whose, secrets, fresh }
  const waiting = { docker, secrets, healthLimit: wish.healthLimit ?? usualHealthLimit }
  const services: Record<string, MadeService> = {}
  const unproven = new Map<string, Service>()
  const prove = async function* (names: readonly string[]): AsyncGenerator<Step, void> {
    for (const name of names) {
      const service = unproven.get(name)
      if (service === undefined) continue
      unproven.delete(name)
      const work = (): Promise<void> => waitHealthy(service, waiting, signal)
      yield* told(`health-${name}`, `${service.container} answers`, work)
    }
  }
  for (const service of inOrder(plan)) {
    yield* prove(service.dependsOn)
    services[service.name] = yield* makeService(service, images, making, signal)
    unproven.set(service.name, service)
  }
  yield* prove([...unproven.keys()])
  const volumes = plan.volumes.map(({ name }) => name)
  return { ...whose, network: { name: plan.network.name, id: network }, volumes, services }
}

/** Before anything is made: half a stack beside somebody else's container helps nobody. */
async function refuseForeign(
  plan: Plan,
  { containers, networks, volumes }: Docker,
  whose: Whose,
  signal: AbortSignal,
): Promise<void> {
  for (const { container } of plan.services) {
    mustBeOurs('container', await containers.inspect(container, signal), whose)
  }
  mustBeOurs('network', await networks.inspect(plan.network.name, signal), whose)
  for (const { name } of plan.volumes) {
    mustBeOurs('volume', await volumes.inspect(name, signal), whose)
  }
}

async function* makeNetwork(
  { network }: Plan,
  { networks }: Docker,
  whose: Whose,
  fresh: Set<string>,
  signal: AbortSignal,
): AsyncGenerator<Step, string> {
  const found = await networks.inspect(network.name, signal)
  if (found !== null) return found.id
  const made = yield* told('network', `Network ${network.name}`, () =>
    networks.create(network.name, { ...network.labels, ...ourLabels(whose) }, signal),
  )
  fresh.add(network.name)
  return made.id
}

async function* makeVolumes(
  { volumes: planned }: Plan,
  { volumes }: Docker,
  whose: Whose,
  fresh: Set<string>,
  signal: AbortSignal,
): AsyncGenerator<Step, void> {
  for (const { name, labels } of planned) {
    if ((await volumes.inspect(name, signal)) !== null) continue
    yield* told(`volume-${name}`, `Volume ${name}`, () =>
      volumes.create(name, { ...labels, ...ourLabels(whose) }, signal),
    )
    fresh.add(name)
  }
}

/** Containers of this stack that no plan has any more; their data stays. */
async function* removeOrphans(
  { services }: Plan,
  { containers }: Docker,
  whose: Whose,
  signal: AbortSignal,
): AsyncGenerator<Step, void> {
  const planned = new Set(services.map(({ container }) => container))
  for (const name of await containers.list(ourLabels(whose), signal)) {
    const found = planned.has(name) ? null : await containers.inspect(name, signal)
    if (found === null || !isOurs(found.labels, whose)) continue
    yield* told(`orphan-${name}`, `${name}, which is no longer needed, is removed`, async () => {
      await containers.stop(found.id, stopSeconds, signal)
      await containers.remove(found.id, signal)
    })
  }
}

async function* makeService(
  service: Service,
  images: ChosenImages,
  making: Making,
  signal: AbortSignal,
): AsyncGenerator<Step, MadeService> {
  const image = images.get(service.image)
  if (image === undefined) throw new Error(`${service.image} was not brought`)
  const step = { id: `container-${service.name}`, text: `Container ${service.container}` }
  const found = await unchanged(service, image, making, signal)
  if (found?.status === 'running' || found?.status === 'restarting') {
    yield { ...step, state: 'skipped', detail: 'as it was' }
    return receiptOf(service, found.id, image)
  }
  const id = yield* told(step.id, step.text, async () => {
    const made = found?.id ?? (await remake(service, image, making, signal))
    await making.docker.containers.start(made, signal)
    return made
  })
  return receiptOf(service, id, image)
}

function receiptOf(service: Service, id: string, image: Chosen): MadeService {
  return {
    container: service.container,
    id,
    hash: service.hash,
    image: { planned: service.image, id: image.id, digest: image.digest },
  }
}
