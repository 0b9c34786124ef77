// Stops a stack, and starts it again as it was: containers, their files and all data stay.
import { Problem } from '../errors.ts'
import type { Plan, Service } from '../plan/plan.ts'
import type { Step } from '../talk.ts'
import type { ContainerSeen } from '../world/docker-containers.ts'
import type { Docker } from '../world/docker-open.ts'
import { stopSeconds } from './container.ts'
import { inOrder } from './sequence.ts'
import { told } from './step.ts'
import { isOurs } from './whose.ts'

export interface Acting {
  readonly docker: Docker
  readonly owner: string
}

/** Who depends on others goes first. */
export async function* stop(
  plan: Plan,
  acting: Acting,
  signal: AbortSignal,
): AsyncGenerator<Step, void> {
  for (const service of inOrder(plan).toReversed()) {
    const found = await ours(service, plan, acting, signal)
    if (found === null || found.status === 'exited' || found.status === 'created') continue
    yield* told(`stop-${service.name}`, `${service.container} stops`, () =>
      acting.docker.containers.stop(found.id, stopSeconds, signal),
    )
  }
}

/** Throws where one is missing: only apply makes any. */
export async function* start(
  plan: Plan,
  acting: Acting,
  signal: AbortSignal,
): AsyncGenerator<Step, void> {
  for (const service of inOrder(plan)) {
    const found = await ours(service, plan, acting, signal)
    if (found === null) {
      throw new Problem('not-set-up', `The container ${service.container} is not there.`, {
        hints: ['claude-telemetry up'],
      })
    }
    if (found.status === 'running') continue
    yield* told(`start-${service.name}`, `${service.container} starts`, () =>
      acting.docker.containers.start(found.id, signal),
    )
  }
}

/** Null for a missing one and for somebody else's. */
export async function ours(
  { container }: Service,
  { stack }: Plan,
  { docker, owner }: Acting,
  signal: AbortSignal,
): Promise<ContainerSeen | null> {
  const found = await docker.containers.inspect(container, signal)
  return found !== null && isOurs(found.labels, { stack, owner }) ? found : null
}
