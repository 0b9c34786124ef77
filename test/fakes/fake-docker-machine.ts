// A fake: a machine made of temporary folders, on which fake engines listen on real sockets.
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { lookAtDocker } from '../../src/survey/docker.ts'
import type { DockerSeen } from '../../src/survey/docker.ts'
import type { Surroundings } from '../../src/world/surroundings.ts'
import { fakeEngine } from './fake-docker-socket.ts'
import type { Behaviour, FakeEngine } from './fake-docker-socket.ts'

export const goodVersion = {
  Version: '28.0.1',
  ApiVersion: '1.48',
  MinAPIVersion: '1.24',
  Os: 'linux',
}
export const goodEngine: Behaviour = {
  kind: 'answers',
  version: goodVersion,
  info: { OperatingSystem: 'Some Linux', SecurityOptions: ['name=seccomp'] },
}

export class FakeMachine {
  root = ''
  readonly engines: FakeEngine[] = []

  async open(): Promise<void> {
    // Short on purpose: the path of a socket may have about a hundred characters.
    this.root = await mkdtemp('/tmp/dk-')
    for (const folder of ['var/run', 'run/user/4711', 'home/.docker/run']) {
      await mkdir(join(this.root, folder), { recursive: true })
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.engines.splice(0).map((engine) => engine.stop()))
    await rm(this.root, { recursive: true, force: true })
  }

  around(env: Record<string, string> = {}): Surroundings {
    const { root } = this
    return { env, platform: 'linux', home: join(root, 'home'), cwd: root, uid: 4711 }
  }

  look(env: Record<string, string> = {}, limit = 1000): Promise<DockerSeen> {
    return lookAtDocker(this.around(env), { root: this.root, limit })
  }

  async engine(where: string | number, behaviour: Behaviour): Promise<string> {
    const at = typeof where === 'number' ? where : join(this.root, where)
    this.engines.push(await fakeEngine(at, behaviour))
    return typeof at === 'number' ? `tcp://127.0.0.1:${at}` : `unix://${at}`
  }

  async context(name: string, host: string): Promise<void> {
    const id = createHash('sha256').update(name).digest('hex')
    const folder = join(this.root, 'home/.docker/contexts/meta', id)
    await mkdir(folder, { recursive: true })
    const meta = JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } })
    await writeFile(join(folder, 'meta.json'), meta)
    const config = JSON.stringify({ currentContext: name })
    await writeFile(join(this.root, 'home/.docker/config.json'), config)
  }
}

/** A new machine for each test of the file. */
export function fakeMachine(): FakeMachine {
  const machine = new FakeMachine()
  beforeEach(() => machine.open())
  afterEach(() => machine.close())
  return machine
}
