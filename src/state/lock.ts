// One writer at a time: a second run waits a while, then says who holds the place.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../errors.ts'
import { isAlive, startOf } from '../world/alive.ts'
import { claim, claimedBy, dropClaim } from '../world/claim.ts'
import { removeFile } from '../world/files.ts'

const patience = 10_000
const pause = 100

interface Holder {
  readonly pid: number
  /** When that process started: a number used again by another process is not the holder. */
  readonly started: string | null
}

/** Runs `work` while holding `folder`/lock; the folder must exist. */
export async function withLock<Result>(
  folder: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  const path = join(folder, 'lock')
  await take(path, signal)
  try {
    return await work()
  } finally {
    await removeFile(path).catch(() => undefined)
  }
}

async function take(path: string, signal: AbortSignal): Promise<void> {
  const own = JSON.stringify({
    pid: process.pid,
    started: await startOf(process.pid),
  } satisfies Holder)
  for (const end = Date.now() + patience; ;) {
    if (await claim(path, own)) return
    const seen = await claimedBy(path)
    if (seen !== null && !(await holds(seen))) await dropClaim(path, seen)
    else if (Date.now() >= end) throw busy(seen)
    else await sleep(pause, undefined, { signal })
  }
}

async function holds(text: string): Promise<boolean> {
  const holder = parse(text)
  if (holder === null || !isAlive(holder.pid)) return false
  const started = await startOf(holder.pid)
  return started === null || holder.started === null || started === holder.started
}

function parse(text: string): Holder | null {
  try {
    const holder: Holder = JSON.parse(text)
    return Number.isInteger(holder.pid) ? holder : null
  } catch {
    return null
  }
}

function busy(seen: string | null): Problem {
  const pid = parse(seen ?? '')?.pid
  const who =
    pid === undefined ? 'Another claude-telemetry' : `Another claude-telemetry (process ${pid})`
  return new Problem(
    'another-run',
    `${who} is changing things here; waited ${patience / 1000} seconds for it.`,
    {
      hints: ['Let it finish, then run the same command again.', 'claude-telemetry status'],
    },
  )
}
