// The door to other programs: run one to its end, with a limit, and never throw for what it did.
import type { ChildProcess } from 'node:child_process'
import type { Environment } from './surroundings.ts'

export interface RunWish {
  /** The whole environment of the child; ours when left out. */
  readonly env?: Environment
  readonly cwd?: string
  /** Milliseconds; half a minute when left out, because every wait has a limit. */
  readonly timeout?: number
  readonly signal?: AbortSignal
  /** Text for its standard input, which is empty when left out. */
  readonly input?: string
}

export interface Ran {
  /** Null when it did not start, or was ended by a signal. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
  readonly aborted: boolean
  /** There is no such program. */
  readonly missing: boolean
  /** The system's word for why it did not start, such as EACCES; null when it started. */
  readonly fault: string | null
}

const usualLimit = 30_000
const graceAfterTerm = 500
const mostOutput = 16 * 1024 * 1024

type Child = Pick<ChildProcess, 'kill' | 'stdout' | 'stderr'> & {
  readonly pid?: number | undefined
}

/** The child leads a group of its own, so that what it started ends with it. */
export async function run(
  command: string,
  args: readonly string[],
  wish: RunWish = {},
): Promise<Ran> {
  const { execa } = await import('execa')
  const child = execa(command, [...args], {
    reject: false,
    detached: process.platform !== 'win32',
    stripFinalNewline: false,
    maxBuffer: mostOutput,
    extendEnv: wish.env === undefined,
    env: definedOnly(wish.env ?? {}),
    ...(wish.cwd === undefined ? {} : { cwd: wish.cwd }),
    ...(wish.input === undefined ? { stdin: 'ignore' } : { input: wish.input }),
  })
  const watch = endInTime(child, wish)
  try {
    const result = await child
    const fault = child.pid === undefined ? (result.code ?? 'unknown') : null
    return {
      code: result.exitCode ?? null,
      stdout: textOf(result.stdout),
      stderr: textOf(result.stderr),
      timedOut: watch.why() === 'timeout',
      aborted: watch.why() === 'abort',
      missing: fault === 'ENOENT' && !/"cwd" option/.test(result.message ?? ''),
      fault,
    }
  } finally {
    watch.stop()
  }
}

interface Watch {
  why(): 'timeout' | 'abort' | null
  stop(): void
}

function endInTime(child: Child, wish: RunWish): Watch {
  let why: 'timeout' | 'abort' | null = null
  const timers: NodeJS.Timeout[] = []
  const end = (reason: 'timeout' | 'abort'): void => {
    if (why !== null) return
    why = reason
    endGroup(child, 'SIGTERM')
    timers.push(setTimeout(() => abandon(child), graceAfterTerm))
  }
  const onAbort = (): void => end('abort')
  const onExit = (): void => endGroup(child, 'SIGKILL')
  timers.push(setTimeout(() => end('timeout'), wish.timeout ?? usualLimit))
  wish.signal?.addEventListener('abort', onAbort, { once: true })
  if (wish.signal?.aborted === true) onAbort()
  process.once('exit', onExit)
  return {
    why: () => why,
    stop: () => {
      for (const timer of timers) clearTimeout(timer)
      wish.signal?.removeEventListener('abort', onAbort)
      process.removeListener('exit', onExit)
      // The leader may have obeyed while others of its group did not.
      if (why !== null) endGroup(child, 'SIGKILL')
    },
  }
}

/** A grandchild that left the group may still hold the pipes: we stop listening instead of waiting for it. */
function abandon(child: Child): void {
  endGroup(child, 'SIGKILL')
  child.stdout?.destroy()
  child.stderr?.destroy()
}

function endGroup(child: Child, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // It ended by itself in between.
  }
}

function definedOnly(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

function textOf(output: unknown): string {
  return typeof output === 'string' ? output : ''
}
