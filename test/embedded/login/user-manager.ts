// A real `systemd --user` in a mount namespace of its own: what it believes to be /run is gone with it.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { couldNotRun, part } from '../../bed.ts'
import { entry } from '../../program/sealed.ts'

const run = '/run/user-of-the-test'
/** A program that looks for a booted systemd looks for this folder. */
const inside = `mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system ${run} && chmod 700 ${run}`
const program = ['/usr/lib/systemd/systemd', '/lib/systemd/systemd'].find((at) => existsSync(at))

export const canManage = systemctlWorks()

function systemctlWorks(): boolean {
  if (part('systemctl') === null || program === undefined) return false
  try {
    execFileSync('unshare', ['--mount', 'sh', '-c', inside], { stdio: 'ignore' })
    return true
  } catch {
    couldNotRun('systemctl', 'only who may mount can give it a /run of its own')
    return false
  }
}

export interface UserManager {
  /** Put before a command, it runs where the manager is. */
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  systemctl(...words: readonly string[]): string
  stop(): Promise<void>
}

/** `env` as the login of that user would give it; HOME decides where the units lie. */
export async function userManager(env: Readonly<Record<string, string>>): Promise<UserManager> {
  const own = { ...env, XDG_RUNTIME_DIR: run }
  const manager = spawn(
    'unshare',
    ['--mount', 'sh', '-c', `${inside} && exec ${program} --user --log-target=console`],
    { env: own, stdio: 'ignore' },
  )
  const ended = once(manager, 'exit')
  const enter = ['nsenter', '--mount', '--target', String(manager.pid), '--'] as const
  const systemctl = (...words: readonly string[]): string =>
    execFileSync(enter[0], [...enter.slice(1), 'systemctl', '--user', ...words], {
      env: own,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    }).trim()
  await answering(() => systemctl('show', '--property=Version'))
  return {
    command: [...enter, process.execPath, entry],
    env: own,
    systemctl,
    stop: async () => {
      manager.kill('SIGTERM')
      await Promise.race([ended, sleep(60_000, undefined, { ref: false })])
      manager.kill('SIGKILL')
    },
  }
}

async function answering(ask: () => unknown): Promise<void> {
  for (const end = Date.now() + 60_000; ; await sleep(100)) {
    try {
      ask()
      return
    } catch (cause) {
      if (Date.now() > end) throw cause
    }
  }
}
