// The door to a Docker engine: asks one place who it is, and says why when nobody answers properly.
import type Dockerode from 'dockerode'
import { readFile, stat } from 'node:fs/promises'
import { Agent as PlainAgent } from 'node:http'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { spaceAt } from './disk.ts'
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
const oldestApi = '1.41'
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
  const options = await optionsFor(place, limit)
  if ('reason' in options) return options
  const docker = await dockerAt(options)
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

/**
 * Every option is given, also as undefined: what is left out, dockerode takes from DOCKER_HOST of this process.
 * And an agent of its own: a connection kept from an earlier question would answer in place of the engine of now.
 */
async function optionsFor(
  place: EnginePlace,
  timeout: number,
): Promise<Dockerode.DockerOptions | Silence> {
  const none = {
    host: undefined,
    port: undefined,
    pathPrefix: '/',
    protocol: 'http',
    timeout,
    agent: new PlainAgent(),
  } as const
  const socket = /^(?:unix|npipe):\/\/(.+)$/.exec(place.where)?.[1]
  if (socket !== undefined) return { ...none, socketPath: socket }
  if (place.where.startsWith('ssh://'))
    return silence('unsupported', 'an engine over SSH is not asked')
  const text = place.where.includes('://') ? place.where : `tcp://${place.where}`
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^(?:tcp|https?):$/.test(url.protocol) || url.hostname === '') {
    return silence('unsupported', 'not an address that a Docker client knows')
  }
  const secure = place.tls !== null || url.protocol === 'https:'
  const port = url.port || (secure ? '2376' : '2375')
  const plain = { ...none, host: url.hostname.replace(/^\[|\]$/g, ''), port, socketPath: undefined }
  if (!secure) return plain
  const agent = new Agent({ rejectUnauthorized: place.tls?.verify ?? true })
  return {
    ...plain,
    ...(await papers(place.tls?.folder ?? null)),
    protocol: 'https',
    agent,
  } as never
}

async function papers(
  folder: string | null,
): Promise<{ ca?: Buffer; cert?: Buffer; key?: Buffer }> {
  const found: Record<string, Buffer> = {}
  for (const name of folder === null ? [] : ['ca', 'cert', 'key']) {
    const bytes = await readFile(join(folder ?? '', `${name}.pem`)).catch(() => null)
    if (bytes !== null) found[name] = bytes
  }
  return found
}

async function dockerAt(options: Dockerode.DockerOptions): Promise<Dockerode> {
  const { default: Docker } = await import('dockerode')
  const former = process.env['DOCKER_HOST']
  // Its constructor parses this variable even when told everything, and throws when it is malformed.
  delete process.env['DOCKER_HOST']
  try {
    return new Docker(options)
  } finally {
    if (former !== undefined) process.env['DOCKER_HOST'] = former
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

type Answer = Readonly<Record<string, unknown>>

function asRecord(value: unknown): Answer {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Answer)
    : {}
}

function textIn(answer: Answer, name: string): string | null {
  const value = answer[name]
  return typeof value === 'string' ? value : null
}

function listIn(answer: Answer, name: string): readonly unknown[] {
  const value = answer[name]
  return Array.isArray(value) ? value : []
}

function older(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = than.split('.').map(Number)
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor)
}
