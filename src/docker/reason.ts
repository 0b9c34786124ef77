// Why a container does not run as it should, in words, from what the engine and the container itself say.
import { Problem } from '../errors.ts'
import type { Service } from '../plan/plan.ts'
import type { ContainerSeen } from '../world/docker-containers.ts'
import type { Docker } from '../world/docker-open.ts'

const megabyte = 1024 * 1024
const lastLines = 8

/** Null when nothing speaks against it. */
export function whyDown(container: ContainerSeen): string | null {
  if (container.outOfMemory) {
    const limit = container.memoryBytes
    const had = limit === null ? 'all there was' : `${Math.round(limit / megabyte)} MB`
    return `it needed more memory than it may have (${had}) and was killed`
  }
  if (container.fault !== null) return `the engine could not start it: ${container.fault}`
  if (container.status === 'paused') return 'it is paused'
  if (container.status === 'running') return null
  if (container.status === 'created') return 'it was never started'
  const code = container.exitCode
  const ended = code === null ? 'it ended' : `it ended with exit code ${code}${signalOf(code)}`
  const times = container.restarts > 0 ? `, and again after ${container.restarts} restarts` : ''
  return `${ended}${times}`
}

function signalOf(code: number): string {
  if (code === 137) return ' (killed)'
  return code === 143 ? ' (asked to end)' : ''
}

/** With the last lines of its output; what was handed over as a secret is not repeated. */
export async function unhealthy(
  service: Service,
  why: string,
  docker: Docker,
  secrets: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Problem> {
  const lines = await docker.containers.logs(service.container, lastLines, signal)
  const said = lines.map((line) => `\n  ${scrubbed(line, Object.values(secrets))}`).join('')
  const tail = said === '' ? ' It said nothing.' : ` Its last lines:${said}`
  return new Problem('unhealthy', `${service.container} does not work: ${why}.${tail}`, {
    hints: [`docker logs ${service.container}`],
  })
}

function scrubbed(line: string, secrets: readonly string[]): string {
  const short = line.length > 300 ? `${line.slice(0, 299)}…` : line
  return secrets
    .filter((secret) => secret.length > 3)
    .reduce((text, secret) => text.replaceAll(secret, '(secret)'), short)
}
