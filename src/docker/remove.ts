// Takes a stack away by its labels, also what a former plan made: containers, network, and the data unless it is kept.
import type { Step } from '../talk.ts'
import type { Docker } from '../world/docker-open.ts'
import { stopSeconds } from './container.ts'
import { told } from './step.ts'
import { isOurs, label, ourLabels } from './whose.ts'
import type { Whose } from './whose.ts'

export interface Removing {
  readonly docker: Docker
  readonly keepVolumes: boolean
}

export async function* remove(
  whose: Whose,
  { docker, keepVolumes }: Removing,
  signal: AbortSignal,
): AsyncGenerator<Step, void> {
  const { containers, networks, volumes } = docker
  const labels = ourLabels(whose)
  for (const name of await containers.list(labels, signal)) {
    const found = await containers.inspect(name, signal)
    if (found === null || !isOurs(found.labels, whose)) continue
    yield* told(`container-${name}`, `Container ${name} is removed`, async () => {
      // What runs gets the time to write down what it holds.
      if (found.status === 'running') await containers.stop(found.id, stopSeconds, signal)
      await containers.remove(found.id, signal)
    })
  }
  for (const { name, id } of await networks.list(labels, signal)) {
    yield* told(`network-${name}`, `Network ${name} is removed`, () => networks.remove(id, signal))
  }
  for (const { name, id, labels: has } of await volumes.list(labels, signal)) {
    if (keepVolumes && has[label.files] === undefined) continue
    yield* told(`volume-${name}`, `Volume ${name} is removed`, () => volumes.remove(id, signal))
  }
}
