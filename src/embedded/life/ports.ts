// Listens where we were asked to, or near our usual place: a default port moves, a chosen one does not.
import { Problem } from '../../errors.ts'
import { type Listener, listenOn } from '../../world/serve.ts'

export interface PortWish {
  /** What it is for, as the user knows it. */
  readonly use: string
  /** Asked for by the user; null takes the usual one, or the next that is free. */
  readonly wished: number | null
  /** Where it was last time, so that what was told to Claude Code stays true. */
  readonly last: number | null
  readonly usual: number
  readonly flag: string
}

const tries = 20

export async function listenNear(server: Listener, wish: PortWish): Promise<number> {
  if (wish.wished !== null) {
    if (await listenOn(server, wish.wished)) return wish.wished
    throw taken(wish, wish.wished)
  }
  const places = [wish.last, ...Array.from({ length: tries }, (_, step) => wish.usual + step)]
  for (const port of places) if (port !== null && (await listenOn(server, port))) return port
  throw taken(wish, wish.usual)
}

function taken({ use, flag }: PortWish, port: number): Problem {
  return new Problem('port-taken', `Port ${port}, for ${use}, is taken.`, {
    hints: [
      'claude-telemetry doctor --only ports',
      `claude-telemetry config set ${flag.slice(2)} PORT`,
    ],
  })
}
