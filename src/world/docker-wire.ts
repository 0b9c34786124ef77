// Asks a Docker engine one thing at a time: each question with a limit, each ends at once when the user says so.
import type { IncomingMessage } from 'node:http'
import type { Connection } from './docker-connect.ts'
import { problemFor } from './docker-problem.ts'
import type { EnginePlace } from './docker.ts'

export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
  /** A tar file, in place of a body. */
  readonly archive?: Uint8Array
  /** For a registry, in the form that engines take. */
  readonly login?: string
  /** Milliseconds without a sign of the engine; half a minute when left out. */
  readonly limit?: number
  /** Statuses beside 2xx and 304 that are an answer, such as 404 for what is not there. */
  readonly expected?: readonly number[]
  /** The user's word. A change is seen to its end for some seconds, unless it is long; a look ends at once. */
  readonly signal: AbortSignal
  readonly isLong?: boolean
}

export interface EngineAnswer {
  readonly status: number
  readonly body: Buffer
}

export interface Wire {
  readonly place: EnginePlace
  ask(question: Question): Promise<EngineAnswer>
  /** The answer as it comes, for as long as it comes. */
  pieces(question: Question): AsyncGenerator<Buffer, void>
}

const usualLimit = 30_000
const longest = 16 * 1024 * 1024

/** Null: in the version that the engine likes best, as before anything is agreed. */
export function wireTo(connection: Connection, place: EnginePlace, version: string | null): Wire {
  async function* pieces(question: Question): AsyncGenerator<Buffer, void> {
    const answer = yield* exchange(connection, place, version, question)
    if (!isFine(answer, question)) throw problemFor(answer, place)
  }
  return {
    place,
    pieces,
    ask: async (question) => {
      const held: Buffer[] = []
      let size = 0
      const coming = exchange(connection, place, version, question)
      for (;;) {
        const { done, value } = await coming.next()
        if (done === true) {
          if (!isFine(value, question)) throw problemFor(value, place)
          return { status: value.status, body: Buffer.concat(held) }
        }
        size += value.length
        if (size > longest) throw problemFor(new Error('its answer has no end'), place)
        held.push(value)
      }
    },
  }
}

function isFine({ status }: EngineAnswer, { expected = [] }: Question): boolean {
  return (status >= 200 && status < 300) || status === 304 || expected.includes(status)
}

/** What the engine says in refusal is held, not passed on. */
async function* exchange(
  connection: Connection,
  place: EnginePlace,
  version: string | null,
  question: Question,
): AsyncGenerator<Buffer, EngineAnswer> {
  question.signal.throwIfAborted()
  const watch = watchOver(question)
  let answer: IncomingMessage | null = null
  try {
    answer = await watch.until(dial(connection, version, question, watch.signal))
    const { statusCode: status = 0 } = answer
    const refused: Buffer[] = []
    for await (const piece of bound(answer, watch.signal)) {
      watch.touch()
      if (isFine({ status, body: piece }, question)) yield piece
      else refused.push(piece)
    }
    return { status, body: Buffer.concat(refused) }
  } catch (cause) {
    question.signal.throwIfAborted()
    throw problemFor(watch.isLate() ? watch.late() : cause, place)
  } finally {
    watch.end()
    answer?.destroy()
  }
}

/** Every status is an answer to dockerode's wire; what it means is decided here. */
const statuses = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [at + 100, true]))

function dial(
  { modem }: Connection,
  version: string | null,
  question: Question,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { method, path, query = {}, body = {}, archive, login } = question
  const prefix = version === null ? '' : `/v${version}`
  return new Promise((resolve, reject) => {
    const call = {
      method,
      path: `${prefix}${path}${Object.keys(query).length === 0 ? '' : '?'}`,
      options: { _query: query, _body: body },
      statusCodes: statuses,
      isStream: true,
      abortSignal: signal,
      ...(login === undefined ? {} : { authconfig: { base64: login } }),
      ...(archive === undefined ? {} : { file: Buffer.from(archive) }),
    }
    modem.dial(call, (fault: unknown, answer: unknown) => {
      if (fault === null || fault === undefined) resolve(answer as IncomingMessage)
      else reject(fault)
    })
  })
}

async function* bound(answer: IncomingMessage, signal: AbortSignal): AsyncGenerator<Buffer, void> {
  const stop = (): void => void answer.destroy(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const piece of answer) yield piece as Buffer
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

interface Watch {
  readonly signal: AbortSignal
  touch(): void
  isLate(): boolean
  late(): Error
  /** Also where the socket does not notice that it was given up. */
  until<Value>(work: Promise<Value>): Promise<Value>
  end(): void
}

/** An engine ends what it has begun, heard or not; a next run that comes in between would find halves. */
const graceForChange = 10_000

/** One signal for both reasons to stop: the user's word, and an engine that keeps silent. */
function watchOver({ method, signal: user, limit = usualLimit, isLong = false }: Question): Watch {
  const stop = new AbortController()
  const silent = Object.assign(new Error(`no answer within ${limit / 1000} s`), {
    code: 'ETIMEDOUT',
  })
  let late = false
  const tooLate = (): void => {
    late = true
    stop.abort(silent)
  }
  let timer = setTimeout(tooLate, limit)
  let grace: NodeJS.Timeout | undefined
  const onUser = (): void => {
    if (method === 'GET' || isLong) stop.abort(user.reason)
    else grace = setTimeout(() => stop.abort(user.reason), graceForChange)
  }
  user.addEventListener('abort', onUser, { once: true })
  return {
    signal: stop.signal,
    touch: () => {
      clearTimeout(timer)
      timer = setTimeout(tooLate, limit)
    },
    isLate: () => late,
    late: () => silent,
    until: async (work) => {
      work.catch(() => undefined)
      const given = new Promise<never>((_, reject) => {
        if (stop.signal.aborted) reject(stop.signal.reason as Error)
        stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error), {
          once: true,
        })
      })
      given.catch(() => undefined)
      return Promise.race([work, given])
    },
    end: () => {
      clearTimeout(timer)
      clearTimeout(grace)
      user.removeEventListener('abort', onUser)
    },
  }
}
