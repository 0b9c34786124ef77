// Which engine the docker client would use: asked of the client, else read from its files.
import { createHash } from 'node:crypto'
import { posix, win32 } from 'node:path'
import type { EnginePlace } from './docker.ts'
import { run } from './exec.ts'
import { readBytes } from './files.ts'
import type { Surroundings } from './surroundings.ts'

const clientLimit = 3000

/** The context in force, 'default' when none is chosen: DOCKER_HOST switches contexts off, as in the client itself. */
export async function currentContext(around: Surroundings): Promise<string> {
  if (around.env['DOCKER_HOST']) return 'default'
  if (around.env['DOCKER_CONTEXT']) return around.env['DOCKER_CONTEXT']
  const chosen = fieldOf(
    await readJson(join(around)(configFolder(around), 'config.json')),
    'currentContext',
  )
  return typeof chosen === 'string' && chosen !== '' ? chosen : 'default'
}

/** Null when the context is 'default' or cannot be found. */
export async function placeOfContext(
  name: string,
  client: string | null,
  around: Surroundings,
): Promise<EnginePlace | null> {
  if (name === 'default') return null
  const meta =
    (client === null ? null : await askClient(name, client, around)) ??
    (await readMeta(name, around))
  const docker = fieldOf(fieldOf(meta, 'Endpoints'), 'docker')
  const host = fieldOf(docker, 'Host')
  if (typeof host !== 'string' || host === '') return null
  const verify = fieldOf(docker, 'SkipTLSVerify') !== true
  const folder = join(around)(configFolder(around), 'contexts', 'tls', idOf(name), 'docker')
  const papers =
    (await readSafely(join(around)(folder, 'ca.pem'))) ??
    (await readSafely(join(around)(folder, 'cert.pem')))
  const secure = host.startsWith('tcp://') && (papers !== null || !verify)
  return {
    source: 'docker context',
    where: host,
    context: name,
    tls: secure ? { folder, verify } : null,
  }
}

async function askClient(name: string, client: string, around: Surroundings): Promise<unknown> {
  const ran = await run(client, ['context', 'inspect', name], {
    env: around.env,
    timeout: clientLimit,
  })
  if (ran.code !== 0) return null
  const answer = parse(ran.stdout)
  return Array.isArray(answer) ? (answer[0] ?? null) : null
}

function readMeta(name: string, around: Surroundings): Promise<unknown> {
  return readJson(join(around)(configFolder(around), 'contexts', 'meta', idOf(name), 'meta.json'))
}

export function configFolder(around: Surroundings): string {
  return around.env['DOCKER_CONFIG'] || join(around)(around.home, '.docker')
}

function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

export function join({ platform }: Surroundings): (...parts: string[]) => string {
  return platform === 'win32' ? win32.join : posix.join
}

export async function readJson(path: string): Promise<unknown> {
  const bytes = await readSafely(path)
  return bytes === null ? null : parse(bytes.toString('utf8'))
}

/** A file of another program that we may not read tells us nothing, which is no reason to stop. */
async function readSafely(path: string): Promise<Buffer | null> {
  try {
    return await readBytes(path)
  } catch {
    return null
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? ((value as Record<string, unknown>)[name] ?? null)
    : null
}
