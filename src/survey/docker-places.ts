// Every place where a Docker engine may listen, in the order in which they are asked. Pure.
import { posix } from 'node:path'
import type { EnginePlace } from '../world/docker.ts'
import type { Surroundings } from '../world/surroundings.ts'

/** Folders with one entry for each virtual machine, whose names cannot be known beforehand. */
export interface Machines {
  readonly colima: readonly string[]
  readonly lima: readonly string[]
}

export function machineFolders({ env, home }: Surroundings): Record<keyof Machines, string> {
  return {
    colima: env['COLIMA_HOME'] || posix.join(home, '.colima'),
    lima: env['LIMA_HOME'] || posix.join(home, '.lima'),
  }
}

/** Null without DOCKER_HOST. */
export function dockerHostPlace({ env, home }: Surroundings): EnginePlace | null {
  const where = env['DOCKER_HOST']
  if (!where) return null
  const folder = env['DOCKER_CERT_PATH'] || posix.join(home, '.docker')
  const verify = Boolean(env['DOCKER_TLS_VERIFY'])
  const tls = verify || Boolean(env['DOCKER_TLS']) ? { folder, verify } : null
  return { source: 'DOCKER_HOST', where, context: null, tls }
}

/** `root` is '/' but for tests, which must not meet the engine of the machine that they run on. */
export function knownPlaces(around: Surroundings, machines: Machines, root = '/'): EnginePlace[] {
  const list = around.platform === 'win32' ? pipes : sockets(around, machines, root)
  const seen = new Set<string>()
  return list
    .filter(([, where]) => !seen.has(where) && seen.add(where))
    .map(([source, where]) => ({ source, where, context: null, tls: null }))
}

type Named = readonly [source: string, where: string]

const pipes: readonly Named[] = [
  ['Docker Desktop', 'npipe:////./pipe/docker_engine'],
  ['Docker Desktop', 'npipe:////./pipe/dockerDesktopLinuxEngine'],
  ['Podman', 'npipe:////./pipe/podman-machine-default'],
]

function sockets(around: Surroundings, machines: Machines, root: string): Named[] {
  const { env, home, uid } = around
  const folders = machineFolders(around)
  const runtime = env['XDG_RUNTIME_DIR'] || posix.join(root, 'run/user', String(uid ?? 0))
  const at = (...parts: string[]): string => `unix://${posix.join(...parts)}`
  return [
    ['Docker', at(root, 'var/run/docker.sock')],
    ['Docker Desktop', at(home, '.docker/run/docker.sock')],
    ['Docker Desktop', at(home, '.docker/desktop/docker.sock')],
    ['Colima', at(folders.colima, 'default/docker.sock')],
    ...machines.colima.map((name): Named => ['Colima', at(folders.colima, name, 'docker.sock')]),
    [
      'Colima',
      at(env['XDG_CONFIG_HOME'] || posix.join(home, '.config'), 'colima/default/docker.sock'),
    ],
    ['OrbStack', at(home, '.orbstack/run/docker.sock')],
    ['Rancher Desktop', at(home, '.rd/docker.sock')],
    ['Lima', at(folders.lima, 'docker/sock/docker.sock')],
    ...machines.lima.map((name): Named => ['Lima', at(folders.lima, name, 'sock/docker.sock')]),
    ['Docker, rootless', at(runtime, 'docker.sock')],
    ['Podman', at(runtime, 'podman/podman.sock')],
    ['Podman, rootful', at(root, 'run/podman/podman.sock')],
    ...podmanMachine(around),
  ]
}

function podmanMachine({ platform, env, home }: Surroundings): Named[] {
  if (platform !== 'darwin') return []
  const machine = posix.join(home, '.local/share/containers/podman/machine')
  const temporary = env['TMPDIR']
    ? [posix.join(env['TMPDIR'], 'podman/podman-machine-default-api.sock')]
    : []
  return [...temporary, `${machine}/podman.sock`, `${machine}/qemu/podman.sock`].map(
    (path): Named => ['Podman machine', `unix://${path}`],
  )
}
