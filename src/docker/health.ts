// Whether a service answers, and waiting until it does, or until it is clear that it will not.
import type { PlannedPort, Service } from '../plan/plan.ts'
import { get } from '../world/ask.ts'
import type { ContainerSeen } from '../world/docker-containers.ts'
import type { Docker } from '../world/docker-open.ts'
import { pauseOf } from '../world/wait.ts'
import { unhealthy, whyDown } from './reason.ts'

const askLimit = 3000
const pause = 250
/** One that ended so often is not merely slow. */
const mostRestarts = 3

export interface Waiting {
  readonly docker: Docker
  readonly secrets: Readonly<Record<string, string>>
  /** Milliseconds for each service. */
  readonly healthLimit: number
}

/** Throws with the reason. */
export async function waitHealthy(
  service: Service,
  { docker, secrets, healthLimit }: Waiting,
  signal: AbortSignal,
): Promise<void> {
  const end = Date.now() + healthLimit
  const before = (await docker.containers.inspect(service.container, signal))?.restarts ?? 0
  let fallen: string | null = null
  for (;;) {
    const container = await docker.containers.inspect(service.container, signal)
    const answer = container?.status === 'running' ? await askHealth(service, docker) : null
    if (answer === 'healthy') return
    fallen = container === null ? 'somebody removed it' : (whyDown(container) ?? fallen)
    const isLost = container === null || isHopeless(container, before)
    if (isLost || Date.now() > end) {
      const late = `${answer ?? 'it does not run'} after ${healthLimit / 1000} s`
      throw await unhealthy(service, fallen ?? late, docker, secrets, signal)
    }
    await pauseOf(pause, signal)
    signal.throwIfAborted()
  }
}

function isHopeless(
  { status, outOfMemory, fault, restarts }: ContainerSeen,
  before: number,
): boolean {
  if (restarts >= before + mostRestarts) return true
  return status !== 'running' && (outOfMemory || fault !== null || status !== 'restarting')
}

/** 'healthy', or in words what it does instead. */
export async function askHealth(service: Service, docker: Docker): Promise<string> {
  const port = service.ports.find(({ host }) => host === service.health.port)
  // A port of loopback on another machine is none of ours: that it runs is all that can be seen.
  if (port === undefined || !isHere(docker)) return 'healthy'
  const answer = await get(`http://${hostOf(port)}:${port.host}${service.health.path}`, askLimit)
  if (answer === null) return 'it does not answer'
  const isGood = answer.status >= 200 && answer.status < 300
  return isGood ? 'healthy' : `it answers with status ${answer.status}`
}

function hostOf({ address }: PlannedPort): string {
  if (address === '0.0.0.0' || address === '') return '127.0.0.1'
  return address.includes(':') ? `[${address === '::' ? '::1' : address}]` : address
}

function isHere({ place: { where } }: Docker): boolean {
  return /^(?:unix|npipe):/.test(where) || /\/\/(?:127\.|localhost[:/]|\[::1\])/.test(where)
}
