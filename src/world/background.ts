// Starts a process of ours that outlives us: detached, without a terminal, its errors in a file of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { fault } from './fault.ts'
import type { Environment } from './surroundings.ts'

export interface Started {
  readonly pid: number | null
  /** Resolves when it ends while we still look: with its exit code, or with the system's word for why it never began. */
  readonly ended: Promise<{ readonly code: number | null; readonly fault: string | null }>
  /** Its standard output so far. */
  said(): string
  /** From here on it is not ours to wait for. */
  leave(): void
  /** Ends it with all that it started: asked first, then made to. */
  end(grace: number): Promise<void>
}

const longest = 64 * 1024

export async function startInBackground(
  file: string,
  args: readonly string[],
  wish: { readonly errors: string; readonly env: Environment; readonly cwd: string },
): Promise<Started> {
  const errors = await open(wish.errors, 'a', 0o600).catch((cause: unknown) => {
    throw fault('write', wish.errors, cause)
  })
  try {
    const child = spawn(file, [...args], {
      cwd: wish.cwd,
      env: { ...wish.env },
      detached: true,
      windowsHide: true,
      // A pipe that nobody reads any more refuses, and that stops nothing.
      stdio: ['ignore', 'pipe', errors.fd],
    })
    return watched(child)
  } finally {
    await errors.close()
  }
}

function watched(child: ChildProcess): Started {
  let text = ''
  child.stdout?.setEncoding('utf8')
  child.stdout?.on('data', (piece: string) => (text = (text + piece).slice(-longest)))
  child.stdout?.on('error', () => undefined)
  let over = false
  const ended: Started['ended'] = new Promise((resolve) => {
    child.once('error', (cause: NodeJS.ErrnoException) =>
      resolve({ code: null, fault: cause.code ?? cause.message }),
    )
    child.once('close', (code) => resolve({ code, fault: null }))
  })
  void ended.then(() => (over = true))
  const leave = (): void => {
    child.stdout?.destroy()
    child.unref()
  }
  const end = async (grace: number): Promise<void> => {
    if (over || child.pid === undefined) return
    signalGroup(child.pid, 'SIGTERM')
    const timer = setTimeout(() => signalGroup(child.pid ?? 0, 'SIGKILL'), grace)
    await ended
    clearTimeout(timer)
  }
  return { pid: child.pid ?? null, ended, said: () => text, leave, end }
}

/** It leads a group of its own. */
function signalGroup(leader: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (leader > 0) signalProcess(process.platform === 'win32' ? leader : -leader, signal)
}

/** Asks a process to end, politely or not; false when there is none any more. */
export function signalProcess(pid: number, signal: 'SIGTERM' | 'SIGKILL'): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}
