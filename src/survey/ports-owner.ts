// Who holds a port, asked in the way of each system; a process that this user may not see is null.
import { join } from 'node:path'
import { run } from '../world/exec.ts'
import { textAt } from '../world/peek.ts'
import { processName, socketHolders } from '../world/proc.ts'
import type { Surroundings } from '../world/surroundings.ts'
import {
  listenersInLsof,
  listenersInNetstat,
  listenersInProc,
  nameInTasklist,
} from './ports-tables.ts'
import type { Owner } from './ports-tables.ts'

const toolLimit = 3000

export async function ownersOf(
  ports: readonly number[],
  around: Surroundings,
): Promise<Map<number, Owner>> {
  if (ports.length === 0) return new Map()
  if (around.platform === 'linux') return ownersInProc(ports)
  const env = around.env
  if (around.platform === 'win32') {
    const ran = await run('netstat', ['-ano', '-p', 'TCP'], { env, timeout: toolLimit })
    return named(chosen(listenersInNetstat(ran.stdout), ports), around)
  }
  const ran = await run('lsof', ['-nP', '-iTCP', '-sTCP:LISTEN', '-Fpcn'], {
    env,
    timeout: toolLimit,
  })
  return chosen(listenersInLsof(ran.stdout), ports)
}

async function ownersInProc(ports: readonly number[], root = '/proc'): Promise<Map<number, Owner>> {
  const inodes = new Map<string, number>()
  for (const file of ['net/tcp', 'net/tcp6']) {
    const table = (await textAt(join(root, file))) ?? ''
    for (const [port, sockets] of listenersInProc(table)) {
      if (ports.includes(port)) for (const inode of sockets) inodes.set(inode, port)
    }
  }
  const owners = new Map<number, Owner>()
  for (const [inode, pid] of await socketHolders(new Set(inodes.keys()), root)) {
    owners.set(inodes.get(inode) ?? 0, { pid, name: await processName(pid, root) })
  }
  return owners
}

function chosen(all: ReadonlyMap<number, Owner>, ports: readonly number[]): Map<number, Owner> {
  return new Map([...all].filter(([port]) => ports.includes(port)))
}

async function named(
  owners: ReadonlyMap<number, Owner>,
  { env }: Surroundings,
): Promise<Map<number, Owner>> {
  const found = new Map<number, Owner>()
  for (const [port, { pid }] of owners) {
    const ran = await run('tasklist', ['/FO', 'CSV', '/NH', '/FI', `PID eq ${pid}`], {
      env,
      timeout: toolLimit,
    })
    found.set(port, { pid, name: nameInTasklist(ran.stdout) })
  }
  return found
}
