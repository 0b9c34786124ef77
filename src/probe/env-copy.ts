// A copy of the variables of one layer that leads to our listeners and nowhere else.
import { isDestination, type Ports, redirected } from './destination.ts'
import { isDirect, isProxy, mustGo } from './scrub.ts'

export interface Detour {
  readonly ports: Ports
  /** A headers helper may need the way outside: then the user's proxy stays, and only loopback goes around it. */
  readonly keepProxy: boolean
}

/** Values of other kinds than text stay as they are: the client has its own opinion on them. */
export function envCopy(
  env: Readonly<Record<string, unknown>>,
  { ports, keepProxy }: Detour,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(env)) {
    if (mustGo(name) || (!keepProxy && (isProxy(name) || isDirect(name)))) continue
    if (isDestination(name)) copy[name] = redirected(name, String(value), ports)
    else copy[name] = isDirect(name) ? withLoopback(String(value)) : value
  }
  return copy
}

export function withLoopback(list: string): string {
  return list.trim() === '' ? '127.0.0.1,localhost' : `${list},127.0.0.1,localhost`
}
