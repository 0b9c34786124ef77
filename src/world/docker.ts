// The door to a Docker engine: asks one place who it is, and says why when nobody answers properly.
import { stat } from 'node:fs/promises'
import { spaceAt } from './disk.ts'
import { asRecord, listIn, textIn } from './docker-answer.ts'
import type { Answer } from './docker-answer.ts'
import { connectTo } from './docker-connect.ts'
import { reasonOf, silence } from './docker-reason.ts'
import type { Silence } from './docker-reason.ts'

export interface EnginePlace {
  /** Who named this place: 'DOCKER_HOST', 'docker context', or the product whose socket it is. */
  readonly source: string
  /** An address as in DOCKER_HOST. */
  readonly where: string
  readonly context: string | null
  readonly tls: { readonly folder: string; readonly verify: boolean } | null
}

export interface Engine {
  readonly where: string
  readonly source: string
  readonly context: string | null
  readonly version: string
  readonly apiVersion: string
  readonly os: string | null
  readonly rootless: boolean
  readonly podman: boolean
  /** Free bytes where the engine keeps its data; null when that disk cannot be seen from here. */
  readonly freeBytes: number | null
}

/** The first API with everything that we use; Debian's own engine speaks exactly this one. */
export const oldestApi = '1.41'
const fullBelow = 50 * 1024 * 1024

/** Never throws; the limit holds for everything together, as a stranger may also answer drop by drop. */
export async function askEngine(place: EnginePlace, limit: number): Promise<Engine | Silence> {
  const stop = new AbortController()
  const late = silence('hung', `no answer within ${limit / 1000} s`)
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<Silence>((resolve) => {
    timer = setTimeout(() => resolve(late), limit)
  })
  try {
    return await Promise.race([tooLate, ask(place, limit, stop.signal)])
  } catch (fault) {
    return await betterReason(place, reasonOf(fault))
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}

async function ask(
  place: EnginePlace,
  limit: number,
  signal: AbortSignal,
): Promise<Engine | Silence> {
  const docker = await connectTo(place, limit)
  if ('reason' in docker) return docker
  const version = asRecord(await docker.version({ abortSignal: signal } as never))
  const apiVersion = textIn(version, 'ApiVersion')
  if (apiVersion === null || !/^\d+\.\d+$/.test(apiVersion)) {
    return silence('not-docker', 'it answers, but not as a Docker engine does')
  }
  if (older(apiVersion, oldestApi)) {
    return silence('too-old', `its API is ${apiVersion}, at least ${oldestApi} is needed`)
  }
  const info = asRecord(await docker.info({ abortSignal: signal } as never))
  const freeBytes = await freeFor(place, info)
  if (freeBytes !== null && freeBytes < fullBelow) {
    return silence(
      'no-space',
      `${textIn(info, 'DockerRootDir')} has ${Math.floor(freeBytes / 1024 / 1024)} MB left`,
    )
  }
  return { ...engineOf(place, version, info), apiVersion, freeBytes }
}

function engineOf(
  place: EnginePlace,
  version: Answer,
  info: Answer,
): Omit<Engine, 'apiVersion' | 'freeBytes'> {
  return {
    where: place.where,
    source: place.source,
    context: place.context,
    version: textIn(version, 'Version') ?? 'unknown',
    os: textIn(info, 'OperatingSystem') ?? textIn(version, 'Os'),
    rootless: listIn(info, 'SecurityOptions').some(
      (option) => option === 'name=rootless' || option === 'rootless',
    ),
    podman: listIn(version, 'Components').some(
      (part) => textIn(asRecord(part), 'Name') === 'Podman Engine',
    ),
  }
}

/** Connecting to a plain file is "refused" to the system, but nobody can start that socket. */
async function betterReason(place: EnginePlace, found: Silence): Promise<Silence> {
  const path = /^unix:\/\/(.+)$/.exec(place.where)?.[1]
  if (path === undefined || found.reason !== 'refused') return found
  const there = await stat(path).catch(() => null)
  if (there === null || there.isSocket()) return found
  return silence(
    'no-socket',
    `${path} is ${there.isDirectory() ? 'a folder' : 'a file'}, not a socket`,
  )
}

/** Only an engine on this machine keeps its data on a disk that we can ask; a virtual machine's path is not ours. */
async function freeFor(place: EnginePlace, info: Answer): Promise<number | null> {
  const root = textIn(info, 'DockerRootDir')
  const inside = textIn(info, 'OperatingSystem')?.includes('Docker Desktop') ?? false
  if (root === null || inside || !place.where.startsWith('unix://')) return null
  const space = await spaceAt(root)
  return space === null || space.at !== root ? null : space.free
}

export function older(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = than.split('.').map(Number)
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor)
}
