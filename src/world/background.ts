// Starts a process of ours that outlives us: detached, without a terminal, its output in a log of its own.
import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { fault } from './fault.ts'
import type { Environment } from './surroundings.ts'

export interface Started {
  readonly pid: number | null
  /** Resolves with the exit code when it ends while we still look. */
  readonly ended: Promise<number | null>
  /** From here on it is not ours to wait for. */
  leave(): void
}

export async function startInBackground(
  file: string,
  args: readonly string[],
  wish: { readonly log: string; readonly env: Environment; readonly cwd: string },
): Promise<Started> {
  const log = await open(wish.log, 'a', 0o600).catch((cause: unknown) => {
    throw fault('write', wish.log, cause)
  })
  try {
    const child = spawn(file, [...args], {
      cwd: wish.cwd,
      env: { ...wish.env },
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    const ended = new Promise<number | null>((resolve) => {
      child.once('error', () => resolve(null))
      child.once('exit', (code) => resolve(code))
    })
    return { pid: child.pid ?? null, ended, leave: () => child.unref() }
  } finally {
    await log.close()
  }
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
