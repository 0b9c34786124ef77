// Listens where we were asked to, or near our usual place: a default port moves, a chosen one does not.
import { Problem } from '../../errors.ts'
import { codeOf } from '../../world/fault.ts'
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
  /** An address of this machine; loopback where nothing is said. */
  readonly host?: string
  /** Who has a port that is taken, in a few words; null when nobody may know. */
  readonly holder?: (port: number) => Promise<string | null>
  /** Told when it moves away from where it was looked for first. */
  readonly log?: (line: string) => void
}

const tries = 20

/** Opens at the first of the ports where it can be: `open` answers null where it is taken. */
export async function openNear<Opened>(
  open: (port: number) => Promise<Opened | null>,
  wish: PortWish,
): Promise<{ readonly opened: Opened; readonly port: number }> {
  const { wished, last, usual } = wish
  const near = Array.from({ length: tries }, (_, step) => usual + step)
  const [first = usual, ...others] =
    wished === null ? [...new Set([...(last === null ? [] : [last]), ...near])] : [wished]
  for (const port of [first, ...others]) {
    const opened = await open(port)
    if (opened === null) continue
    if (port !== first) wish.log?.(`${await takenWords(wish, first)} It moves to ${port}.`)
    return { opened, port }
  }
  throw new Problem('port-taken', await takenWords(wish, first), {
    hints: [
      'claude-telemetry doctor --only ports',
      `claude-telemetry config set ${wish.flag.slice(2)} PORT`,
    ],
  })
}

async function takenWords({ use, holder }: PortWish, port: number): Promise<string> {
  const who = (await holder?.(port)) ?? null
  return `Port ${port}, for ${use}, is taken${who === null ? '' : ` by ${who}`}.`
}

export async function listenNear(server: Listener, wish: PortWish): Promise<number> {
  const open = async (port: number) => ((await listenAt(server, port, wish)) ? server : null)
  return (await openNear(open, wish)).port
}

async function listenAt(server: Listener, port: number, { host }: PortWish): Promise<boolean> {
  try {
    return await listenOn(server, port, host)
  } catch (cause) {
    if (host !== undefined && foreign.has(codeOf(cause) ?? '')) throw notOurs(host, cause)
    throw cause
  }
}

const foreign = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'ENOTFOUND'])

function notOurs(host: string, cause: unknown): Problem {
  return new Problem('bad-setting', `No network of this machine has the address ${host}.`, {
    cause,
    hints: ['claude-telemetry config set listen 127.0.0.1'],
  })
}
