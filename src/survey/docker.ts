// Looks for a Docker engine: each place in order until one answers, with the reason of each that does not.
import { currentContext, placeOfContext } from '../world/docker-contexts.ts'
import { silence } from '../world/docker-reason.ts'
import type { EngineReason } from '../world/docker-reason.ts'
import { askEngine } from '../world/docker.ts'
import type { Engine, EnginePlace } from '../world/docker.ts'
import { realTarget } from '../world/files.ts'
import { namesIn } from '../world/folders.ts'
import { findProgram } from '../world/programs.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { dockerHostPlace, knownPlaces, machineFolders } from './docker-places.ts'

export interface DockerTried {
  /** Null when there was nothing to ask at all. */
  readonly where: string | null
  readonly source: string
  readonly reason: EngineReason
  readonly detail: string
}

export interface DockerSeen {
  readonly platform: NodeJS.Platform
  readonly found: Engine | null
  readonly tried: readonly DockerTried[]
  /** Path of the docker client; we do not need it, but its absence explains much. */
  readonly client: string | null
}

export interface DockerLook {
  /** Milliseconds for one place, and for all together. */
  readonly limit?: number
  readonly total?: number
  readonly root?: string
}

/** One after the other and no further than needed: asking some sockets starts the engine behind them. */
export async function lookAtDocker(
  around: Surroundings,
  look: DockerLook = {},
): Promise<DockerSeen> {
  const limit = look.limit ?? 2500
  const end = Date.now() + (look.total ?? 10_000)
  const client = await findProgram('docker', around)
  const { places, tried } = await placesToAsk(around, client, look.root)
  const asked = new Set<string>()
  for (const place of places) {
    const same = await targetOf(place.where)
    if (asked.has(same)) continue
    asked.add(same)
    const left = Math.min(limit, end - Date.now())
    const answer =
      left > 0 ? await askEngine(place, left) : silence('hung', 'no time was left to ask')
    const where = withoutPassword(place.where)
    if ('version' in answer)
      return { platform: around.platform, found: { ...answer, where }, tried, client }
    tried.push({ where, source: place.source, ...answer })
  }
  if (client === null) tried.push(noClient)
  return { platform: around.platform, found: null, tried, client }
}

const noClient: DockerTried = {
  where: null,
  source: 'docker client',
  ...silence('no-client', 'there is no docker program on the PATH'),
}

async function placesToAsk(around: Surroundings, client: string | null, root?: string) {
  const tried: DockerTried[] = []
  const host = dockerHostPlace(around)
  const name = await currentContext(around)
  const context = await placeOfContext(name, client, around)
  if (name !== 'default' && context === null) {
    tried.push({
      where: null,
      source: `docker context ${name}`,
      ...silence('no-socket', `there is no docker context "${name}"`),
    })
  }
  const known = knownPlaces(around, await machines(around), root)
  const places = [host, context, ...known].filter((place): place is EnginePlace => place !== null)
  return { places, tried }
}

async function machines(around: Surroundings): Promise<{ colima: string[]; lima: string[] }> {
  const folders = machineFolders(around)
  return { colima: await machinesIn(folders.colima), lima: await machinesIn(folders.lima) }
}

async function machinesIn(folder: string): Promise<string[]> {
  const names = await namesIn(folder).catch(() => [])
  return names.filter((name) => /^[^._]/.test(name)).slice(0, 20)
}

/** Desktop products put a link to their own socket in the usual place: that is one engine, not two. */
async function targetOf(where: string): Promise<string> {
  const path = /^unix:\/\/(.+)$/.exec(where)?.[1]
  return path === undefined ? where : realTarget(path)
}

function withoutPassword(where: string): string {
  return where.replace(/^([a-z]+:\/\/)[^/@]*:[^/@]*@/i, '$1')
}
