// Images of a Docker engine: is one there, get it, put one in.
import { Problem } from '../errors.ts'
import { asRecord, listIn, numberIn, recordIn, textIn } from './docker-answer.ts'
import { byWords } from './docker-problem.ts'
import type { Wire } from './docker-wire.ts'

export interface ImageSeen {
  readonly id: string
  /** As repository@sha256:…; null for one that was made here and never came from a registry. */
  readonly digest: string | null
}

export interface PullStep {
  /** Null for what is said about the image as a whole. */
  readonly layer: string | null
  readonly status: string
  readonly current: number | null
  readonly total: number | null
}

export interface Images {
  /** Null when it is not there. */
  inspect(image: string, signal: AbortSignal): Promise<ImageSeen | null>
  /** `login` as `loginFor` gives it; null for a registry that is open to everybody. */
  pull(image: string, login: string | null, signal: AbortSignal): AsyncGenerator<PullStep, void>
  load(archive: Uint8Array, signal: AbortSignal): Promise<void>
}

/** A registry that sends nothing for so long is not going to. */
const silenceLimit = 120_000

export function imagesOver(wire: Wire): Images {
  return {
    inspect: async (image, signal) => {
      const path = `/images/${image}/json`
      const { status, body } = await wire.ask({ method: 'GET', path, expected: [404], signal })
      if (status === 404) return null
      const answer = asRecord(JSON.parse(body.toString('utf8')))
      const digests = listIn(answer, 'RepoDigests').filter((one) => typeof one === 'string')
      const repository = repositoryOf(image)
      const own = digests.find((one) => one.startsWith(`${repository}@`)) ?? digests[0]
      return { id: textIn(answer, 'Id') ?? image, digest: own ?? null }
    },
    pull: (image, login, signal) => pull(wire, image, login, signal),
    load: async (archive, signal) => {
      const path = '/images/load'
      await wire.ask({
        method: 'POST',
        path,
        query: { quiet: 'true' },
        archive,
        limit: 600_000,
        isLong: true,
        signal,
      })
    },
  }
}

/** Without its tag and digest: the last colon is a tag's only behind the last slash. */
export function repositoryOf(image: string): string {
  const bare = image.split('@')[0] ?? image
  const colon = bare.lastIndexOf(':')
  return colon > bare.lastIndexOf('/') ? bare.slice(0, colon) : bare
}

async function* pull(
  wire: Wire,
  image: string,
  login: string | null,
  signal: AbortSignal,
): AsyncGenerator<PullStep, void> {
  let rest = ''
  const answer = wire.pieces({
    method: 'POST',
    path: '/images/create',
    query: { fromImage: image },
    ...(login === null ? {} : { login }),
    limit: silenceLimit,
    isLong: true,
    signal,
  })
  try {
    for await (const piece of answer) {
      const lines = `${rest}${piece.toString('utf8')}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) yield* stepOf(line)
    }
    yield* stepOf(rest)
  } catch (cause) {
    signal.throwIfAborted()
    throw unpulled(image, cause, wire.place.where)
  }
}

function* stepOf(line: string): Generator<PullStep, void> {
  if (line.trim() === '') return
  const said = asRecord(JSON.parse(line))
  const fault = textIn(said, 'error')
  if (fault !== null) throw new Error(fault)
  const progress = recordIn(said, 'progressDetail')
  const status = textIn(said, 'status') ?? ''
  yield {
    // The first line has the tag where the others have their layer.
    layer: status.startsWith('Pulling from') ? null : textIn(said, 'id'),
    status,
    current: numberIn(progress, 'current'),
    total: numberIn(progress, 'total'),
  }
}

/** Whether the registry has no such image or did not answer at all decides what helps. */
function unpulled(image: string, cause: unknown, where: string): Problem {
  if (cause instanceof Problem && cause.code === 'disk-full') return cause
  if (cause instanceof Problem && cause.code === 'no-engine') return cause
  const words = cause instanceof Error ? cause.message.trim() : String(cause)
  const full = byWords(words, where)
  if (full?.code === 'disk-full') return full
  const unknown =
    /manifest unknown|not found|does not exist|denied|forbidden|unauthorized|no basic auth|authentication required|no such image/i
  const why = unknown.test(words)
    ? 'its registry has no such image, or does not show it without a login'
    : 'its registry could not be reached'
  return new Problem('image-missing', `The image ${image} is not here, and ${why}: ${words}`, {
    cause,
    hints: [`Does it come by hand? docker pull ${image}`],
  })
}
