// The proxy that the canary has to take, because the client would.
import { isExcepted, proxiesIn } from '../env/proxy.ts'
import type { Environment } from '../world/surroundings.ts'

/** The value as it was written, or null. Loopback and gRPC are the canary's to except. */
export function proxyOf(endpoint: string, env: Environment): string | null {
  return isExcepted(endpoint, env) ? null : (proxiesIn(env)[0]?.value ?? null)
}
