// A real engine with the stand-in server's image, and plans of two such servers that a test can vary.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { apply } from '../../src/docker/apply.ts'
import type { ApplyWish } from '../../src/docker/apply.ts'
import type { DockerReceipt } from '../../src/docker/receipt.ts'
import { remove } from '../../src/docker/remove.ts'
import type { Plan, Service } from '../../src/plan/plan.ts'
import type { Step } from '../../src/talk.ts'
import { openDocker } from '../../src/world/docker-open.ts'
import type { Docker } from '../../src/world/docker-open.ts'
import { run } from '../../src/world/exec.ts'
import { freePort } from '../../src/world/net.ts'
import { onPath } from '../../scripts/bed/found.mjs'
import { couldNotRun, part } from '../bed.ts'
import { startEngine } from '../real/docker-engine.ts'
import type { RealEngine } from '../real/docker-engine.ts'
import { standInImage, standInServer, standInUser } from '../real/stand-in-image.ts'

export const never = new AbortController().signal
export const owner = 'somebody'
export const image = 'stand-in-server:1'

/** Null: the runner has heard what is missing. */
export function realParts(): { readonly dockerd: string; readonly go: string } | null {
  const dockerd = part('dockerd')
  const go = onPath('go')
  if (go === null) couldNotRun('go', 'not on the PATH, and the stand-in server is built with it')
  return dockerd === null || go === null ? null : { dockerd, go }
}

export interface Stage {
  readonly engine: RealEngine
  readonly docker: Docker
  readonly program: Uint8Array
  /** The real client, for what our own door must not be believed on. */
  cli(...args: string[]): Promise<string>
  /** Everything there is: containers, networks, volumes. */
  inventory(): Promise<string[]>
  readonly before: readonly string[]
  /** Throws with what is left over. */
  mustBeAsBefore(): Promise<void>
  close(): Promise<void>
}

export async function openStage(parts: ReturnType<typeof realParts>): Promise<Stage> {
  const { dockerd = '', go = '' } = parts ?? {}
  const root = await mkdtemp('/tmp/dks-')
  await chmod(root, 0o755)
  const engine = await startEngine({ program: dockerd, folder: join(root, 'one') })
  const where = `unix://${engine.socket}`
  const docker = await openDocker({ source: 'test', where, context: null, tls: null }, never)
  const program = await standInServer(go)
  await docker.images.load(standInImage(program, image), never)
  const cli = async (...args: string[]): Promise<string> => {
    const env = { PATH: process.env['PATH'], HOME: root, DOCKER_HOST: where }
    const ran = await run('docker', args, { env, timeout: 120_000 })
    if (ran.code !== 0) throw new Error(`docker ${args.join(' ')}: ${ran.stderr}`)
    return ran.stdout.trim()
  }
  const inventory = async (): Promise<string[]> => [
    ...(await cli('ps', '-a', '--format', 'container {{.Names}}')).split('\n'),
    ...(await cli('network', 'ls', '--format', 'network {{.Name}}')).split('\n'),
    ...(await cli('volume', 'ls', '--format', 'volume {{.Name}}')).split('\n'),
  ]
  const close = async (): Promise<void> => {
    await engine.stop()
    await rm(root, { recursive: true, force: true })
  }
  const before = await inventory()
  const mustBeAsBefore = async (): Promise<void> => {
    const left = (await inventory()).filter((one) => !before.includes(one))
    if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
  }
  return { engine, docker, program, cli, inventory, before, mustBeAsBefore, close }
}

export interface Wished {
  readonly stack: string
  readonly ports: readonly [number, number]
  /** Of the first server; its first word decides how it behaves. */
  readonly settings?: string
  readonly image?: string
  readonly memoryBytes?: number
}

/** Two servers: loki, and prometheus that depends on it. */
export function planOf(wish: Wished): Plan {
  const { stack } = wish
  const labels = { 'com.docker.compose.project': stack }
  const settings = wish.settings ?? 'fine'
  const first = serviceOf(wish, 'loki', wish.ports[0])
  const loki: Service = {
    ...first,
    image: wish.image ?? image,
    files: [{ path: '/etc/stand-in/settings', text: settings, mode: 0o644 }],
    memoryBytes: wish.memoryBytes ?? first.memoryBytes,
    hash: JSON.stringify([settings, wish.image, wish.memoryBytes, wish.ports[0]]),
  }
  const second = serviceOf(wish, 'prometheus', wish.ports[1])
  const prometheus: Service = {
    ...second,
    secrets: [{ name: 'grafana-password', path: '/run/stand-in/password' }],
    volumes: [
      { volume: `${stack}-second`, target: '/kept', owner: `${standInUser}:${standInUser}` },
    ],
    dependsOn: ['loki'],
    hash: `second ${wish.ports[1]}`,
  }
  const volume = (name: string) => ({ name: `${stack}-${name}`, labels })
  return {
    stack,
    network: { name: `${stack}-net`, labels },
    volumes: [volume('first'), volume('second')],
    services: [prometheus, loki],
  }
}

function serviceOf({ stack }: Wished, name: 'loki' | 'prometheus', port: number): Service {
  return {
    name,
    container: `${stack}-${name}`,
    image,
    command: ['8080'],
    environment: { PLAIN: 'yes' },
    files: [],
    secrets: [],
    volumes: [{ volume: `${stack}-first`, target: '/data', owner: null }],
    ports: [{ address: '127.0.0.1', host: port, inside: 8080 }],
    user: `${standInUser}:${standInUser}`,
    readOnlyRoot: true,
    tmpfs: ['/tmp'],
    memoryBytes: 64 * 1024 * 1024,
    pids: 64,
    dependsOn: [],
    health: { port, path: '/health' },
    labels: { 'com.docker.compose.project': stack, 'com.docker.compose.service': name },
    hash: name,
  }
}

export async function twoPorts(): Promise<[number, number]> {
  const first = await freePort()
  let second = await freePort()
  while (second === first) second = await freePort()
  return [first, second]
}

export interface Applied {
  readonly receipt: DockerReceipt
  readonly steps: readonly Step[]
  /** What was done, without what was skipped. */
  readonly done: readonly string[]
}

export async function applied(
  plan: Plan,
  docker: Docker,
  more: Partial<ApplyWish> = {},
  signal: AbortSignal = never,
  seen: (step: Step) => void = () => undefined,
): Promise<Applied> {
  const secrets = { 'grafana-password': 'the-password-of-a-test' }
  const loginFor = () => Promise.resolve(null)
  const wish = { docker, owner, secrets, former: null, healthLimit: 60_000, loginFor, ...more }
  const working = apply(plan, wish, signal)
  const steps: Step[] = []
  for (;;) {
    const { done, value } = await working.next()
    if (done === true) {
      const ended = steps.filter(({ state, id }) => state === 'done' && !id.startsWith('health'))
      return { receipt: value, steps, done: ended.map(({ id }) => id) }
    }
    steps.push(value)
    seen(value)
  }
}

export async function removed(
  stack: string,
  docker: Docker,
  keepVolumes = false,
  by = owner,
): Promise<void> {
  const whose = { stack, owner: by }
  for await (const _ of remove(whose, { docker, keepVolumes }, never));
}

export async function asked(port: number, path: string, body?: string): Promise<string> {
  const how = body === undefined ? {} : { method: 'POST', body }
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    ...how,
    signal: AbortSignal.timeout(20_000),
  })
  return answer.text()
}
