// Decides, for each stream by itself, about colour, animation and width. Nobody else asks.
import type { Environment } from '../world/surroundings.ts'

export interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface Looks {
  readonly colour: boolean
  readonly animation: boolean
  /** Null when it is no terminal. */
  readonly columns: number | null
}

const floor = 40

export function looksOf(stream: Stream, env: Environment, noColor: boolean): Looks {
  const tty = stream.isTTY === true
  const dumb = env['TERM'] === 'dumb'
  const forced = isSet(env['FORCE_COLOR']) && env['FORCE_COLOR'] !== '0'
  const refused = noColor || isSet(env['NO_COLOR']) || env['FORCE_COLOR'] === '0'
  const columns = stream.columns ?? 0
  return {
    colour: !refused && (forced || (tty && !dumb)),
    // A terminal that says it has no columns makes spinners erase for ever.
    animation: tty && columns > 0 && !dumb && !inCi(env),
    columns: tty ? Math.max(floor, columns || 80) : null,
  }
}

export function inCi(env: Environment): boolean {
  return isSet(env['CI']) && env['CI'] !== 'false' && env['CI'] !== '0'
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
