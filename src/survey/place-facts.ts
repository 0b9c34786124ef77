// Judges from files and variables where we run. Pure, so that a test can be any machine.
import type { Environment } from '../world/surroundings.ts'

export interface PlaceFacts {
  readonly env: Environment
  /** Contents; null when there is no such file. */
  readonly dockerenv: string | null
  readonly containerenv: string | null
  readonly cgroup: string | null
  readonly mounts: string | null
  readonly version: string | null
}

export interface Container {
  readonly kind: 'Codespaces' | 'dev container' | 'Kubernetes' | 'Podman' | 'Docker' | 'container'
  /** What gave it away. */
  readonly evidence: string
  /** The name under which the host can be reached from inside; null when none is known here. */
  readonly hostName: string | null
  readonly gateway: string | null
}

export interface Wsl {
  /** Null where Windows did not hand the name down. */
  readonly distribution: string | null
  readonly version: 1 | 2
  readonly network: string | null
  readonly gateway: string | null
}

export interface PlaceSeen {
  readonly container: Container | null
  readonly wsl: Wsl | null
  readonly ssh: { readonly from: string | null } | null
  /** On Windows: the Linux distributions beside it. */
  readonly distributions: readonly string[]
}

export function placeFrom(facts: PlaceFacts): PlaceSeen {
  const inside = containerFrom(facts)
  return {
    container: inside === null ? null : { ...inside, hostName: null, gateway: null },
    wsl: wslFrom(facts),
    ssh: sshFrom(facts.env),
    distributions: [],
  }
}

type Clue = Pick<Container, 'kind' | 'evidence'>

/** What the user would call it comes first: a codespace is a dev container, which is a Docker container. */
function containerFrom({ env, dockerenv, containerenv, cgroup, mounts }: PlaceFacts): Clue | null {
  const clues: readonly (readonly [Container['kind'], string, boolean])[] = [
    ['Codespaces', 'CODESPACES', isOn(env['CODESPACES'])],
    ['dev container', 'REMOTE_CONTAINERS', isOn(env['REMOTE_CONTAINERS'])],
    ['dev container', 'DEVCONTAINER', isOn(env['DEVCONTAINER'])],
    ['Kubernetes', 'KUBERNETES_SERVICE_HOST', Boolean(env['KUBERNETES_SERVICE_HOST'])],
    ['Podman', '/run/.containerenv', containerenv !== null],
    ['Docker', '/.dockerenv', dockerenv !== null],
    ['container', 'the variable container', Boolean(env['container'])],
    [
      'container',
      '/proc/1/cgroup',
      /\/(?:docker|kubepods|libpod|lxc|containerd)[/\-.]/.test(cgroup ?? ''),
    ],
    // An engine mounts its own name files over those of the container; on the host nobody does that.
    [
      'container',
      '/proc/self/mountinfo',
      /\/containers\/\S+ \/etc\/(?:hostname|hosts|resolv\.conf) /.test(mounts ?? ''),
    ],
  ]
  const found = clues.find(([, , holds]) => holds)
  return found === undefined ? null : { kind: found[0], evidence: found[1] }
}

/** The first kind of WSL calls itself Microsoft, the second, a virtual machine, microsoft-standard. */
function wslFrom({ env, version }: PlaceFacts): Wsl | null {
  const name = env['WSL_DISTRO_NAME'] || null
  const kernel = version ?? ''
  if (!/microsoft/i.test(kernel) && name === null) return null
  const first = /-Microsoft\b/.test(kernel) && !/microsoft-standard/i.test(kernel)
  return { distribution: name, version: first ? 1 : 2, network: null, gateway: null }
}

function sshFrom(env: Environment): { from: string | null } | null {
  const connection = env['SSH_CONNECTION'] || env['SSH_CLIENT']
  if (!connection && !env['SSH_TTY']) return null
  return { from: connection?.split(' ')[0] ?? null }
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && !/^(?:0|false|no)$/i.test(value)
}

/** /proc/net/route: the gateway of the default route, written backwards in base sixteen. */
export function gatewayIn(table: string): string | null {
  for (const line of table.split('\n').slice(1)) {
    const [, target, gateway = ''] = line.trim().split(/\s+/)
    if (target === '00000000' && /^[0-9A-F]{8}$/i.test(gateway) && gateway !== '00000000') {
      return (gateway.match(/../g) ?? [])
        .reverse()
        .map((pair) => Number.parseInt(pair, 16))
        .join('.')
    }
  }
  return null
}
