// An engine whose disk is full, for real: what was asked for is named, and nothing half is left behind.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDocker } from '../../src/world/docker-open.ts'
import type { Docker } from '../../src/world/docker-open.ts'
import { run } from '../../src/world/exec.ts'
import { fakeRegistry } from '../fakes/fake-registry.ts'
import { startEngine } from '../real/docker-engine.ts'
import type { RealEngine } from '../real/docker-engine.ts'
import { standInParts, standInServer } from '../real/stand-in-image.ts'
import { applied, never, planOf, realParts, removed, twoPorts } from './stage.ts'

const parts = realParts()
const megabyte = 1024 * 1024

describe.skipIf(parts === null)('an engine on a small disk', () => {
  let root = ''
  let engine: RealEngine | null = null
  let docker: Docker
  let program: Uint8Array

  beforeAll(async () => {
    root = await mkdtemp('/tmp/dkd-')
    await mkdir(join(root, 'small'))
    program = await standInServer(parts?.go ?? '')
    const options = ['-t', 'tmpfs', '-o', 'size=120m', 'tmpfs', join(root, 'small')]
    const mounted = await run('mount', options)
    if (mounted.code !== 0) throw new Error(mounted.stderr)
    const dataRoot = join(root, 'small/data')
    const folder = join(root, 'one')
    engine = await startEngine({ program: parts?.dockerd ?? '', folder, dataRoot })
    const where = `unix://${engine.socket}`
    docker = await openDocker({ source: 'test', where, context: null, tls: null }, never)
  }, 300_000)
  afterAll(async () => {
    await engine?.stop()
    await run('umount', ['-R', join(root, 'small/data')])
    await run('umount', [join(root, 'small')])
    await rm(root, { recursive: true, force: true })
  }, 120_000)

  test('says so when an image does not fit, and goes on when there is room', async () => {
    const { layer, config } = standInParts(program)
    const registry = await fakeRegistry(layer, config)
    const name = `${registry.host}/stand-in:1`
    const plan = planOf({ stack: 'full', ports: await twoPorts(), image: name })
    const services = plan.services.map((service) => ({ ...service, image: name }))
    const fill = join(root, 'small/fill')
    await writeFile(fill, Buffer.alloc(117 * megabyte)).catch(() => undefined)
    try {
      await expect(applied({ ...plan, services }, docker)).rejects.toMatchObject({
        code: 'disk-full',
        message: expect.stringContaining('The Docker engine has no room left on its disk'),
      })
      expect(await docker.containers.list({}, never)).toEqual([])
      await rm(fill)
      const { receipt } = await applied({ ...plan, services }, docker)
      expect(Object.keys(receipt.services)).toEqual(['loki', 'prometheus'])
      await removed('full', docker)
    } finally {
      await registry.stop()
    }
  })
})
