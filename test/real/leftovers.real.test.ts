// An engine that a test killed leaves nothing behind on this machine: no process, no mount, no bridge.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { images } from '../../src/config/images.ts'
import type { RealEngine } from './docker-engine.ts'
import { callEngine } from './engine-call.ts'
import { commandOf } from './engine-leftovers.ts'
import { stackParts, startStackEngine } from './stack-engine.ts'

const parts = stackParts()

describe.skipIf(parts === null)('an engine with a container and a network', () => {
  let root = ''
  let engine: RealEngine

  beforeAll(async () => {
    root = await mkdtemp('/tmp/left-')
  })
  afterAll(async () => {
    await engine?.stop()
    await rm(root, { recursive: true, force: true })
  }, 60_000)

  async function withContainer(folder: string): Promise<{ bridge: string; pid: number }> {
    if (parts !== null) engine = await startStackEngine(parts, folder, ['grafana'])
    const call = (method: string, path: string, body?: object) =>
      callEngine(engine.socket, method, path, body)
    const network = await call('POST', '/networks/create', { Name: 'n', CheckDuplicate: true })
    const { Id } = network.body as { Id: string }
    await call('POST', '/containers/create?name=one', {
      Image: `${images.grafana.name}:${images.grafana.tag}`,
      HostConfig: { NetworkMode: 'n', RestartPolicy: { Name: 'unless-stopped' } },
    })
    expect(await call('POST', '/containers/one/start')).toMatchObject({ status: 204 })
    const { body } = await call('GET', '/containers/one/json')
    const { State } = body as { State: { Pid: number } }
    return { bridge: `br-${Id.slice(0, 12)}`, pid: State.Pid }
  }

  async function left(folder: string): Promise<string[]> {
    const numbers = (await readdir('/proc')).map(Number).filter((pid) => pid > 0)
    const processes = await Promise.all(numbers.map(commandOf))
    const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n')
    return [...processes, ...mounts].filter((line) => line.includes(`${folder}/`))
  }

  /** Started again in its folder, it has its images, its network and its container as before. */
  async function runsAgain(folder: string): Promise<void> {
    if (parts !== null) engine = await startStackEngine(parts, folder, [])
    const end = Date.now() + 60_000
    const isRunning = async (): Promise<boolean> => {
      const { body } = await callEngine(engine.socket, 'GET', '/containers/one/json')
      return (body as { State: { Running: boolean } }).State.Running
    }
    while (!(await isRunning()) && Date.now() < end)
      await new Promise((wait) => setTimeout(wait, 100))
    expect(await isRunning()).toBe(true)
    await engine.stop()
    expect(await left(folder)).toEqual([])
  }

  test.each(['ended', 'killed'])(
    '%s',
    async (how) => {
      const folder = `${root}/${how}`
      const { bridge, pid } = await withContainer(folder)
      expect(await readdir('/sys/class/net')).toContain(bridge)
      expect((await left(folder)).length).toBeGreaterThan(2)
      if (how === 'killed') process.kill(engine.pid, 'SIGKILL')
      await engine.stop()
      expect(await readdir('/sys/class/net')).not.toContain(bridge)
      expect(await left(folder)).toEqual([])
      expect(await commandOf(pid)).toBe('')
      if (how === 'killed') await runsAgain(folder)
      // Not even something that is still busy there.
      await rm(folder, { recursive: true })
    },
    120_000,
  )
})
