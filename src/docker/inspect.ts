// What is true of a stack right now, service by service.
import type { Plan, Service } from '../plan/plan.ts'
import type { ContainerSeen } from '../world/docker-containers.ts'
import type { Docker } from '../world/docker-open.ts'
import { askHealth } from './health.ts'
import { whyDown } from './reason.ts'
import { isOurs, label } from './whose.ts'

export type ServiceState = 'running' | 'starting' | 'stopped' | 'unhealthy' | 'missing'

export interface ServiceSeen {
  readonly name: Service['name']
  readonly container: string
  readonly state: ServiceState
  /** Null when it runs, and when there is nothing to explain. */
  readonly reason: string | null
  /** Whether it is what the plan says; the next apply makes another one anew. */
  readonly isAsPlanned: boolean
}

/** One that does not answer is still starting for so long. */
const startingFor = 60_000

export function inspect(
  plan: Plan,
  { docker, owner }: { readonly docker: Docker; readonly owner: string },
  signal: AbortSignal,
): Promise<ServiceSeen[]> {
  return Promise.all(
    plan.services.map(async (service) => {
      const { name, container } = service
      const found = await docker.containers.inspect(container, signal)
      if (found !== null && !isOurs(found.labels, { stack: plan.stack, owner })) {
        const reason = 'a container of that name is not ours'
        return { name, container, state: 'missing' as const, reason, isAsPlanned: false }
      }
      const isAsPlanned = found?.labels[label.hash] === service.hash
      return { name, container, isAsPlanned, ...(await stateOf(service, found, docker)) }
    }),
  )
}

async function stateOf(
  service: Service,
  found: ContainerSeen | null,
  docker: Docker,
): Promise<Pick<ServiceSeen, 'state' | 'reason'>> {
  if (found === null) return { state: 'missing', reason: null }
  const why = whyDown(found)
  if (found.status === 'restarting' || found.status === 'paused') {
    return { state: 'unhealthy', reason: why }
  }
  if (found.status !== 'running') return { state: 'stopped', reason: why }
  const answer = await askHealth(service, docker)
  if (answer === 'healthy') return { state: 'running', reason: null }
  const since = found.startedAt === null ? 0 : Date.now() - found.startedAt.getTime()
  return { state: since < startingFor ? 'starting' : 'unhealthy', reason: answer }
}
