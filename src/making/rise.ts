// The engine started, and all that somebody has to know who starts it: moved ports, damage, what Claude Code was told.
import { dirname } from 'node:path'
import { asWord } from '../errors.ts'
import { databasesSetAside } from '../embedded/life/set-aside.ts'
import { engineAddresses } from '../plan/addresses.ts'
import { type Ports, lastPorts } from '../state/ports.ts'
import { holderOf } from '../survey/ports-holder.ts'
import type { Answer } from '../talk.ts'
import { type EngineWish, startedEngine } from './engine.ts'
import { type Followed, type Stray, follow } from './follow.ts'

export interface RiseWish extends EngineWish {
  /** How to call this program, for remarks in files. */
  readonly own: string
}

/** The lock must be held. */
export async function rise(wish: RiseWish): Promise<Answer> {
  const { places, around, own } = wish
  const [before, asideBefore] = await Promise.all([lastPorts(places), databasesSetAside(places)])
  const { mark, health } = await startedEngine(wish)
  const { ports } = mark
  const moves = await movesOf(before, ports, around)
  const aside = (await databasesSetAside(places)).filter((path) => !asideBefore.includes(path))
  const followed = await follow(places, around, own)
  const notes = [...aside.map(damageWords), ...moves, ...followWords(followed)]
  const well = health.ready && followed.left.length === 0
  const page = `http://127.0.0.1:${ports.page}`
  return {
    data: {
      state: well ? 'running' : 'degraded',
      addresses: engineAddresses(ports),
      notes,
      changes: followed.changes,
    },
    text: health.ready ? `Running: ${page}` : `Running, but not well: ${health.reason}\n${page}`,
    outcome: well ? 'done' : 'unhealthy',
    after: well ? notes : [...notes, 'To find out why: claude-telemetry doctor'],
  }
}

const uses = { http: 'OTLP over HTTP', grpc: 'OTLP over gRPC', page: 'The page' } as const

export async function movesOf(
  before: Ports | null,
  now: Ports,
  around: EngineWish['around'],
): Promise<string[]> {
  const moved = (['http', 'grpc', 'page'] as const).filter(
    (name) => before !== null && before[name] !== now[name],
  )
  return Promise.all(
    moved.map(async (name) => {
      const former = before?.[name] ?? 0
      const holder = await holderOf(former, around)
      const why = holder === null ? '' : `: ${former} is taken by ${holder}`
      return `${uses[name]} moved from port ${former} to ${now[name]}${why}.`
    }),
  )
}

function damageWords(path: string): string {
  return `The store was damaged. It is kept as ${path}, and a new one begins.`
}

function followWords({ changes, left }: Followed): string[] {
  return [
    ...changes.map(({ path }) => `Claude Code was told the new address in ${path}.`),
    ...left.map(
      ({ path, told, wanted }) =>
        `${path} still says ${told}, but the engine listens on ${wanted}: what is sent there is lost.`,
    ),
    ...new Set(left.map(mendLine)),
    ...(changes.length > 0
      ? ['Restart open Claude Code sessions: until then they send to the old address.']
      : []),
  ]
}

function mendLine({ kind, path, shell }: Stray): string {
  const to =
    kind === 'managed'
      ? ` --to managed --out ${asWord(dirname(path))}`
      : kind === 'shell'
        ? ` --to shell${shell === null ? '' : ` --shell ${shell}`}`
        : ''
  return `To mend that: claude-telemetry connect${to}`
}
