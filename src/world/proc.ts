// The door to Linux's /proc: which processes run, and which of them holds a socket. Unreadable is null.
import { readFile, readdir, readlink, stat } from 'node:fs/promises'
import { uptime } from 'node:os'
import { join } from 'node:path'

export interface ProcessSeen {
  readonly pid: number
  readonly uid: number
  /** As the kernel shortens it: at most fifteen characters. */
  readonly name: string
  readonly argv: readonly string[]
  readonly exe: string | null
  readonly cwd: string | null
  /** Milliseconds since 1970. */
  readonly started: number | null
}

/** Linux counts these in hundredths of a second on every machine that Node runs on. */
const ticksPerSecond = 100

export async function processesIn(root = '/proc'): Promise<ProcessSeen[]> {
  // Finer than the whole seconds of /proc/stat: a session may start right after a change.
  const boot = Date.now() - uptime() * 1000
  const all = await Promise.all((await processIds(root)).map((pid) => processIn(root, pid, boot)))
  return all.filter((one): one is ProcessSeen => one !== null)
}

async function processIn(root: string, pid: number, boot: number): Promise<ProcessSeen | null> {
  const at = (file: string): string => join(root, String(pid), file)
  const line = await text(at('stat'))
  const owner = await stat(join(root, String(pid))).catch(() => null)
  // A name may hold blanks and brackets itself, hence the last closing one.
  const parts = line === null ? null : /^\d+ \((.*)\) (.*)$/s.exec(line)
  if (parts === null || owner === null) return null
  const ticks = Number(parts[2]?.split(' ')[19])
  return {
    pid,
    uid: owner.uid,
    name: parts[1] ?? '',
    argv: ((await text(at('cmdline'))) ?? '').replace(/\0$/, '').split('\0'),
    exe: await readlink(at('exe')).catch(() => null),
    cwd: await readlink(at('cwd')).catch(() => null),
    started: !Number.isFinite(ticks) ? null : boot + (ticks * 1000) / ticksPerSecond,
  }
}

export async function processName(pid: number, root = '/proc'): Promise<string | null> {
  return (await text(join(root, String(pid), 'comm')))?.trimEnd() ?? null
}

/** Number of a socket → the process that holds it, as far as this user may see. */
export async function socketHolders(
  inodes: ReadonlySet<string>,
  root = '/proc',
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const pid of await processIds(root)) {
    if (found.size === inodes.size) break
    for (const inode of await socketsOf(pid, root))
      if (inodes.has(inode) && !found.has(inode)) found.set(inode, pid)
  }
  return found
}

async function socketsOf(pid: number, root: string): Promise<string[]> {
  const folder = join(root, String(pid), 'fd')
  const names = await readdir(folder).catch(() => [])
  const targets = await Promise.all(
    names.map((name) => readlink(join(folder, name)).catch(() => '')),
  )
  return targets
    .map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1])
    .filter((inode) => inode !== undefined)
}

async function processIds(root: string): Promise<number[]> {
  const names = await readdir(root).catch(() => [])
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
}

async function text(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null)
}
