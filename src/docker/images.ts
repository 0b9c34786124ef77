// Brings the images of a plan: the very ones of the last time where they are known, from their registry where not.
import type { Plan } from '../plan/plan.ts'
import type { Step } from '../talk.ts'
import { repositoryOf } from '../world/docker-images.ts'
import type { PullStep } from '../world/docker-images.ts'
import type { Docker } from '../world/docker-open.ts'
import type { Chosen } from './order.ts'
import type { DockerReceipt, MadeService } from './receipt.ts'

export interface Bringing {
  readonly docker: Docker
  /** Of the last time: its images are kept. */
  readonly former: DockerReceipt | null
  /** What the user's own client would show the registry of an image; null is nothing. */
  readonly loginFor: (image: string) => Promise<string | null>
}

/** By the plan's name for it. */
export type ChosenImages = ReadonlyMap<string, Chosen>

export async function* bringImages(
  { services }: Plan,
  bringing: Bringing,
  signal: AbortSignal,
): AsyncGenerator<Step, ChosenImages> {
  const { docker, former } = bringing
  const chosen = new Map<string, Chosen>()
  for (const { image } of services) {
    if (chosen.has(image)) continue
    const known = Object.values(former?.services ?? {}).find((one) => one.image.planned === image)
    const here = await present(image, known?.image ?? null, docker, signal)
    chosen.set(image, here ?? (yield* pulled(image, known?.image ?? null, bringing, signal)))
  }
  return chosen
}

type Known = MadeService['image'] | null

/** A tag that was moved since does not change what runs: that is an upgrade, and asked for. */
async function present(
  image: string,
  known: Known,
  { images }: Docker,
  signal: AbortSignal,
): Promise<Chosen | null> {
  const byName = await images.inspect(image, signal)
  if (known === null || byName?.id === known.id) {
    return byName === null ? null : { ...byName, name: image }
  }
  const byId = await images.inspect(known.id, signal)
  if (byId !== null) return { ...byId, digest: known.digest, name: known.id }
  // One without a digest cannot be had again: what has its name now has to do.
  return byName !== null && known.digest === null ? { ...byName, name: image } : null
}

async function* pulled(
  image: string,
  known: Known,
  { docker: { images }, loginFor }: Bringing,
  signal: AbortSignal,
): AsyncGenerator<Step, Chosen> {
  const wanted = known?.digest ?? image
  const step = { id: `image-${repositoryOf(image)}`, text: `Image ${image}` }
  yield { ...step, state: 'started' }
  try {
    const login = await loginFor(image)
    const layers = new Map<string, PullStep>()
    let last = ''
    for await (const said of images.pull(wanted, login, signal)) {
      if (said.layer === null) continue
      layers.set(said.layer, said)
      const detail = progressOf([...layers.values()])
      if (detail === last) continue
      last = detail
      yield { ...step, state: 'started', detail }
    }
    const found = await images.inspect(wanted, signal)
    if (found === null) throw new Error(`${wanted} is not there after it was brought`)
    yield { ...step, state: 'done' }
    return { ...found, name: wanted }
  } catch (cause) {
    yield { ...step, state: 'failed' }
    throw cause
  }
}

const megabyte = 1024 * 1024

function progressOf(layers: readonly PullStep[]): string {
  const ready = layers.filter(({ status }) => /complete|already exists/i.test(status)).length
  const loading = layers.filter(({ status }) => /^downloading/i.test(status))
  const sum = (of: (layer: PullStep) => number | null): number =>
    Math.round(loading.reduce((all, layer) => all + (of(layer) ?? 0), 0) / megabyte)
  const bytes =
    loading.length === 0
      ? ''
      : `, ${sum(({ current }) => current)} of ${sum(({ total }) => total)} MB`
  return `${ready} of ${layers.length} layers${bytes}`
}
