// Containers of a Docker engine, one question each.
import { asRecord, listIn, numberIn, recordIn, textIn, textsIn } from './docker-answer.ts'
import type { Answer } from './docker-answer.ts'
import type { Wire } from './docker-wire.ts'
import { filterFor, jsonOf } from './docker-owned.ts'
import type { Labels } from './docker-owned.ts'
import { pauseOf } from './wait.ts'

export type ContainerStatus =
  | 'created'
  | 'running'
  | 'paused'
  | 'restarting'
  | 'removing'
  | 'exited'
  | 'dead'

export interface ContainerSeen {
  readonly id: string
  readonly name: string
  /** The id of its image. */
  readonly image: string
  readonly labels: Labels
  readonly status: ContainerStatus
  readonly exitCode: number | null
  readonly outOfMemory: boolean
  /** Why the engine could not start it. */
  readonly fault: string | null
  readonly restarts: number
  /** Null when it never ran. */
  readonly startedAt: Date | null
  readonly memoryBytes: number | null
}

export interface Containers {
  /** By name or id; null when there is none. */
  inspect(name: string, signal: AbortSignal): Promise<ContainerSeen | null>
  /** Names of those with all these labels, running or not. */
  list(labels: Labels, signal: AbortSignal): Promise<string[]>
  /** `order` as the engine's API takes it; the id comes back. */
  create(
    name: string,
    order: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<string>
  start(name: string, signal: AbortSignal): Promise<void>
  /** Asked to end, and killed when it has not after so many seconds. */
  stop(name: string, seconds: number, signal: AbortSignal): Promise<void>
  kill(name: string, signal: AbortSignal): Promise<void>
  remove(name: string, signal: AbortSignal): Promise<void>
  /** The last lines of both its outputs. */
  logs(name: string, lines: number, signal: AbortSignal): Promise<string[]>
  /** Unpacks a tar file in a folder of the container, which need not run. */
  put(name: string, folder: string, archive: Uint8Array, signal: AbortSignal): Promise<void>
}

/** Making and removing may copy or free a whole image, which takes its time on a slow disk. */
const slowLimit = 180_000

export function containersOver(wire: Wire): Containers {
  return { ...lookingOver(wire), ...changingOver(wire) }
}

function at(name: string, what = ''): string {
  return `/containers/${encodeURIComponent(name)}${what}`
}

function lookingOver(wire: Wire): Pick<Containers, 'inspect' | 'list' | 'logs'> {
  return {
    inspect: async (name, signal) => {
      const path = at(name, '/json')
      const answer = await wire.ask({ method: 'GET', path, expected: [404], signal })
      return answer.status === 404 ? null : seen(asRecord(jsonOf(answer)))
    },
    list: async (labels, signal) => {
      const query = { all: 'true', filters: filterFor(labels) }
      const answer = await wire.ask({ method: 'GET', path: '/containers/json', query, signal })
      const found = jsonOf(answer)
      return (Array.isArray(found) ? found : []).flatMap((one) => {
        const name = listIn(asRecord(one), 'Names')[0]
        return typeof name === 'string' ? [name.replace(/^\//, '')] : []
      })
    },
    logs: async (name, lines, signal) => {
      const query = { stdout: 'true', stderr: 'true', tail: String(lines) }
      const path = at(name, '/logs')
      const answer = await wire.ask({ method: 'GET', path, query, expected: [404], signal })
      return answer.status === 404 ? [] : linesIn(answer.body)
    },
  }
}

function changingOver(wire: Wire): Omit<Containers, 'inspect' | 'list' | 'logs'> {
  const limit = slowLimit
  return {
    create: async (name, body, signal) => {
      const path = '/containers/create'
      const answer = await wire.ask({ method: 'POST', path, query: { name }, body, limit, signal })
      return textIn(asRecord(jsonOf(answer)), 'Id') ?? name
    },
    start: async (name, signal) => {
      await wire.ask({ method: 'POST', path: at(name, '/start'), limit, signal })
    },
    stop: async (name, seconds, signal) => {
      const query = { t: String(seconds) }
      const path = at(name, '/stop')
      const wait = (seconds + 30) * 1000
      await wire.ask({ method: 'POST', path, query, limit: wait, expected: [404], signal })
    },
    kill: async (name, signal) => {
      await wire.ask({ method: 'POST', path: at(name, '/kill'), expected: [404, 409], signal })
    },
    remove: async (name, signal) => {
      const query = { force: 'true', v: 'true' }
      const path = at(name)
      const expected = [404, 409]
      const answer = await wire.ask({ method: 'DELETE', path, query, limit, expected, signal })
      if (answer.status === 409) await gone(wire, name, signal)
    },
    put: async (name, folder, archive, signal) => {
      const query = { path: folder, noOverwriteDirNonDir: 'true' }
      await wire.ask({ method: 'PUT', path: at(name, '/archive'), query, archive, limit, signal })
    },
  }
}

/** Somebody removes it already, perhaps we a moment ago: its name is free only when that is over. */
async function gone(wire: Wire, name: string, signal: AbortSignal): Promise<void> {
  const end = Date.now() + slowLimit
  for (;;) {
    const expected = Date.now() < end ? [404, 409] : [404]
    const query = { force: 'true', v: 'true' }
    const answer = await wire.ask({ method: 'DELETE', path: at(name), query, expected, signal })
    if (answer.status !== 409) return
    await pauseOf(250, signal)
  }
}

function seen(answer: Answer): ContainerSeen {
  const state = recordIn(answer, 'State')
  const started = Date.parse(textIn(state, 'StartedAt') ?? '')
  const memory = numberIn(recordIn(answer, 'HostConfig'), 'Memory')
  return {
    id: textIn(answer, 'Id') ?? '',
    name: (textIn(answer, 'Name') ?? '').replace(/^\//, ''),
    image: textIn(answer, 'Image') ?? '',
    labels: textsIn(recordIn(answer, 'Config'), 'Labels'),
    status: (textIn(state, 'Status') ?? 'dead') as ContainerStatus,
    exitCode: numberIn(state, 'ExitCode'),
    outOfMemory: state['OOMKilled'] === true,
    fault: textIn(state, 'Error') || null,
    restarts: numberIn(answer, 'RestartCount') ?? 0,
    // The engine's word for never is the year 1.
    startedAt: started > 0 ? new Date(started) : null,
    memoryBytes: memory === 0 ? null : memory,
  }
}

/** Both outputs come in one stream, in frames of eight bytes' head: its kind, three zeros, its length. */
function linesIn(stream: Buffer): string[] {
  const texts: Buffer[] = []
  for (let at = 0; at + 8 <= stream.length;) {
    const isFrame = (stream[at] ?? 9) <= 2 && stream.readUIntBE(at + 1, 3) === 0
    if (!isFrame) {
      texts.push(stream.subarray(at))
      break
    }
    const length = stream.readUInt32BE(at + 4)
    texts.push(stream.subarray(at + 8, at + 8 + length))
    at += 8 + length
  }
  const lines = Buffer.concat(texts).toString('utf8').split('\n')
  // What a container says goes to a terminal: no control characters.
  return lines.map((line) => line.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trimEnd()).filter(Boolean)
}
