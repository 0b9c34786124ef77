// Starts a Docker engine of its own for a test, with every path of its own, and ends it by its process number.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdir, open, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { clearLeftovers } from './engine-leftovers.ts'

export interface RealEngine {
  readonly pid: number
  readonly socket: string
  stop(): Promise<void>
}

export interface EngineOrder {
  /** dockerd. */
  readonly program: string
  /** An empty folder with a short name: socket paths are limited to about a hundred characters. */
  readonly folder: string
  readonly dataRoot?: string
  /** vfs works everywhere, and copies an image whole for every container. */
  readonly storage?: 'vfs' | 'overlay2'
  readonly more?: readonly string[]
}

const startLimit = 60_000
const stopLimit = 20_000

/**
 * Networks that a test makes are bridges of its own, with names for containers and ports published on
 * loopback by docker-proxy. No default bridge, no firewall rule, no forwarding: this machine's own rules
 * stay as they are, and no container reaches anything outside.
 */
export async function startEngine({
  program,
  folder,
  dataRoot = join(folder, 'data'),
  storage = 'vfs',
  more = [],
}: EngineOrder): Promise<RealEngine> {
  await mkdir(folder, { recursive: true })
  const socket = join(folder, 'docker.sock')
  await writeFile(join(folder, 'none.json'), '{}')
  const log = await open(join(folder, 'log'), 'w')
  const own = [
    ...`--data-root ${dataRoot} --exec-root ${join(folder, 'exec')}`.split(' '),
    ...`--host unix://${socket} --pidfile ${join(folder, 'pid')}`.split(' '),
    ...`--config-file ${join(folder, 'none.json')} --storage-driver ${storage}`.split(' '),
    ...'--bridge=none --iptables=false --ip6tables=false --ip-forward=false'.split(' '),
  ]
  const child = spawn(program, [...own, ...more], {
    stdio: ['ignore', log.fd, log.fd],
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder },
  })
  await log.close()
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const stop = (): Promise<void> => stopEngine(child, ended, () => clearLeftovers(folder, dataRoot))
  const end = Date.now() + startLimit
  while (!(await pings(socket))) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() > end) {
      await stop()
      throw new Error(
        `dockerd did not start:\n${(await readFile(join(folder, 'log'), 'utf8')).slice(-2000)}`,
      )
    }
    await pause(200)
  }
  return { pid: child.pid ?? 0, socket, stop }
}

async function stopEngine(
  child: ChildProcess,
  ended: Promise<void>,
  clear: () => Promise<void>,
): Promise<void> {
  child.kill('SIGCONT')
  child.kill('SIGTERM')
  const inTime = await Promise.race([ended.then(() => true), pause(stopLimit).then(() => false)])
  if (!inTime) child.kill('SIGKILL')
  await ended
  await clear()
}

function pings(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const ask = request({ socketPath: socket, path: '/_ping', timeout: 2000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    ask.once('timeout', () => ask.destroy())
    ask.once('error', () => resolve(false))
    ask.end()
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}
