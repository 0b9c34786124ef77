// Turns the place of a Docker engine into a connection to it: the one home of dockerode.
import type Dockerode from 'dockerode'
import { readFile } from 'node:fs/promises'
import { Agent as PlainAgent } from 'node:http'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { silence } from './docker-reason.ts'
import type { Silence } from './docker-reason.ts'
import type { EnginePlace } from './docker.ts'

export type Connection = Dockerode

/** Nothing is sent yet. A silence when it is no address for us. */
export async function connectTo(
  place: EnginePlace,
  timeout: number,
): Promise<Connection | Silence> {
  const options = await optionsFor(place, timeout)
  return 'reason' in options ? options : dockerAt(options)
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
