// The door to threads: questions in order, one answer each, faults with their code and hints on both sides.
import { existsSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker, parentPort, workerData } from 'node:worker_threads'
import { Problem, type ProblemCode } from '../errors.ts'
import { packageFolder } from './assets.ts'

export interface Thread {
  ask(question: unknown, transfer?: readonly ArrayBuffer[]): Promise<unknown>
  /** Ends it where it stands; questions without an answer fail. */
  stop(): Promise<void>
}

type Told =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly fault: Fault }

interface Fault {
  readonly code: ProblemCode | null
  readonly message: string
  readonly hints: readonly string[]
}

interface Waiting {
  resolve(answer: unknown): void
  reject(cause: unknown): void
}

/** `given` is what the thread starts with. A thread does not keep the process alive while nobody waits for it. */
export function startThread(name: string, given: unknown): Thread {
  const worker = new Worker(fileOf(name), { workerData: given, env: {}, execArgv: [] })
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let gone: Error | null = null
  const end = (cause: Error): void => {
    gone ??= cause
    for (const { reject } of waiting.values()) reject(gone)
    waiting.clear()
  }
  worker.unref()
  worker.on('message', (told: Told) => {
    const waiter = waiting.get(told.number)
    waiting.delete(told.number)
    if (waiting.size === 0) worker.unref()
    if ('fault' in told) waiter?.reject(problemOf(told.fault))
    else waiter?.resolve(told.answer)
  })
  worker.on('error', end)
  worker.on('exit', () => end(new Error(`The thread ${name} has ended.`)))
  const ask: Thread['ask'] = (question, transfer = []) =>
    new Promise((resolve, reject) => {
      if (gone !== null) return reject(gone)
      const number = asked++
      worker.postMessage({ number, question }, [...transfer])
      waiting.set(number, { resolve, reject })
      worker.ref()
    })
  return { ask, stop: async () => void (await worker.terminate()) }
}

/**
 * In the thread: `begin` gets what it starts with and gives what answers each question, one after the other.
 * A beginning that fails is the answer to every question. Anywhere but in a thread this does nothing.
 */
export function beThread(begin: (given: never) => Promise<(question: never) => unknown>): void {
  const port = parentPort
  if (port === null) return
  const begun = begin(workerData as never)
  let last: Promise<unknown> = begun.catch(() => undefined)
  port.on('message', ({ number, question }: { number: number; question: never }) => {
    last = last
      .then(async () => (await begun)(question))
      .then(
        (answer) => port.postMessage({ number, answer } satisfies Told),
        (cause: unknown) => port.postMessage({ number, fault: faultOf(cause) } satisfies Told),
      )
  })
}

/** Beside the code that runs; for sources that run unbundled (tests), where the test runner built it. */
function fileOf(name: string): string {
  const here = fileURLToPath(import.meta.url)
  const folder =
    extname(here) === '.ts'
      ? join(packageFolder(), 'node_modules', '.cache', 'claude-telemetry')
      : dirname(here)
  const file = join(folder, `${name}.js`)
  if (!existsSync(file))
    throw new Problem('unexpected', `The program is not whole: ${basename(file)} is missing.`, {
      hints: ['npx claude-telemetry@latest --version'],
    })
  return file
}

function faultOf(cause: unknown): Fault {
  if (cause instanceof Problem)
    return { code: cause.code, message: cause.message, hints: cause.hints }
  const message = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
  return { code: null, message, hints: [] }
}

function problemOf({ code, message, hints }: Fault): Error {
  return code === null ? new Error(message) : new Problem(code, message, { hints })
}
