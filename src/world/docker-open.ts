// A Docker engine that is asked to do things, after it said who it is and that it can.
import { asRecord, textIn } from './docker-answer.ts'
import { connectTo } from './docker-connect.ts'
import { containersOver } from './docker-containers.ts'
import type { Containers } from './docker-containers.ts'
import { imagesOver } from './docker-images.ts'
import type { Images } from './docker-images.ts'
import { jsonOf, networksOver, volumesOver } from './docker-owned.ts'
import type { NamedThings } from './docker-owned.ts'
import { silent } from './docker-problem.ts'
import { wireTo } from './docker-wire.ts'
import { older, oldestApi } from './docker.ts'
import type { EnginePlace } from './docker.ts'

export interface Docker {
  readonly place: EnginePlace
  readonly version: string
  /** What we speak with it. */
  readonly api: string
  readonly images: Images
  readonly networks: NamedThings
  readonly volumes: NamedThings
  readonly containers: Containers
  ping(signal: AbortSignal): Promise<void>
}

/** The newest that we know; a newer engine is spoken to in this one, or in its own oldest. */
const newestApi = '1.48'
const openLimit = 10_000

export async function openDocker(
  place: EnginePlace,
  signal: AbortSignal,
  limit = openLimit,
): Promise<Docker> {
  // The limits are ours: its own counts from the last byte and says nothing when it is reached.
  const connection = await connectTo(place, 0)
  if ('reason' in connection) throw silent(connection.reason, connection.detail, place.where, null)
  const asked = { method: 'GET', path: '/version', limit, signal } as const
  const first = wireTo(connection, place, null)
  const answer = asRecord(parsed(await first.ask(asked)))
  const theirs = textIn(answer, 'ApiVersion')
  if (theirs === null || !/^\d+\.\d+$/.test(theirs)) {
    const words = 'it answers, but not as a Docker engine does'
    throw silent('not-docker', words, place.where, null)
  }
  if (older(theirs, oldestApi)) {
    const words = `its API is ${theirs}, at least ${oldestApi} is needed`
    throw silent('too-old', words, place.where, null)
  }
  const api = agreed(theirs, textIn(answer, 'MinAPIVersion'))
  const wire = wireTo(connection, place, api)
  return {
    place,
    version: textIn(answer, 'Version') ?? 'unknown',
    api,
    images: imagesOver(wire),
    networks: networksOver(wire),
    volumes: volumesOver(wire),
    containers: containersOver(wire),
    ping: async (now) =>
      void (await wire.ask({ method: 'GET', path: '/_ping', limit, signal: now })),
  }
}

function agreed(newest: string, oldest: string | null): string {
  if (older(newest, newestApi)) return newest
  return oldest !== null && older(newestApi, oldest) ? oldest : newestApi
}

function parsed(answer: { body: Buffer; status: number }): unknown {
  try {
    return jsonOf(answer)
  } catch {
    return null
  }
}
