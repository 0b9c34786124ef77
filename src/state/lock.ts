// One writer at a time: a second run waits a while, then says who holds the place.
import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../errors.ts'
import { codeOf, fault } from '../world/files.ts'
import { isAlive, startOf } from '../world/alive.ts'

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
    await rm(path, { force: true }).catch(() => undefined)
  }
}

async function take(path: string, signal: AbortSignal): Promise<void> {
  const own = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) } satisfies Holder)
  for (const end = Date.now() + patience; ; ) {
    if (await create(path, own)) return
    const seen = await readFile(path, 'utf8').catch(() => null)
    if (seen !== null && !(await holds(seen))) await setAside(path, seen)
    else if (Date.now() >= end) throw busy(seen)
    else await sleep(pause, undefined, { signal })
  }
}

/** Written elsewhere, then linked: the lock appears whole, so an empty one is never seen. */
async function create(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(4).toString('hex')}`
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' })
    await link(draft, path)
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false
    throw fault('write', path, cause)
  } finally {
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

async function holds(text: string): Promise<boolean> {
  const holder = parse(text)
  if (holder === null || !isAlive(holder.pid)) return false
  const started = await startOf(holder.pid)
  return started === null || holder.started === null || started === holder.started
}

/** Two runs may judge the same dead lock: whoever moved a live one by mistake puts it back. */
async function setAside(path: string, judged: string): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}.dead`
  await rename(path, aside).catch(() => undefined)
  const moved = await readFile(aside, 'utf8').catch(() => null)
  if (moved !== null && moved !== judged) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true }).catch(() => undefined)
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
  const who = pid === undefined ? 'Another claude-telemetry' : `Another claude-telemetry (process ${pid})`
  return new Problem('another-run', `${who} is changing things here; waited ${patience / 1000} seconds for it.`, {
    hints: ['Let it finish, then run the same command again.', 'claude-telemetry status'],
  })
}
