// The planned stack itself, made of real programs on a real engine: healthy, reached by a point, changed, and gone again.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { images } from '../../src/config/images.ts'
import { inspect } from '../../src/docker/inspect.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { keyHalves } from '../../src/plan/services/ottl-identity.ts'
import { planStack } from '../../src/plan/stack-plan.ts'
import { usualWish } from '../../src/plan/wish.ts'
import type { StackWish } from '../../src/plan/wish.ts'
import { openDocker } from '../../src/world/docker-open.ts'
import type { Docker } from '../../src/world/docker-open.ts'
import { freePort } from '../../src/world/net.ts'
import { material } from '../plan/wishes.ts'
import type { RealEngine } from '../real/docker-engine.ts'
import { stackParts, startStackEngine } from '../real/stack-engine.ts'
import { applied, never, owner, removed } from './stage.ts'

const parts = stackParts()
const patience = { timeout: 120_000, interval: 500 }

describe.skipIf(parts === null)('the planned stack', () => {
  let root = ''
  let engine: RealEngine
  let docker: Docker
  let ports: StackWish['ports']
  const { inner, outer } = keyHalves(Buffer.alloc(32, 7))
  const secrets = {
    'grafana-password': 'a-password-of-the-test',
    'identity-inner': inner,
    'identity-outer': outer,
  }

  beforeAll(async () => {
    root = await mkdtemp('/tmp/dkt-')
    engine = await startStackEngine(parts!, join(root, 'one'))
    const where = `unix://${engine.socket}`
    docker = await openDocker({ source: 'test', where, context: null, tls: null }, never)
    const names = Object.keys(usualWish.ports)
    const free = new Set<number>()
    while (free.size < names.length) free.add(await freePort())
    ports = Object.fromEntries(names.map((name, at) => [name, [...free][at]])) as never
  }, 300_000)
  afterAll(async () => {
    await engine?.stop()
    await rm(root, { recursive: true, force: true })
  }, 120_000)

  const planned = async (change: Partial<StackWish> = {}): Promise<Plan> => {
    const folder = join(import.meta.dirname, '../../grafana/dashboards')
    const boards = { 'overview.json': await readFile(join(folder, 'overview.json'), 'utf8') }
    const pinned = Object.entries(images).map(([name, { name: of, tag }]) => [name, `${of}:${tag}`])
    const wish = { ...usualWish, ports, images: Object.fromEntries(pinned), ...change }
    return planStack(wish, await material(boards))
  }
  const total = async (): Promise<unknown> => {
    const query = encodeURIComponent('sum(sum_over_time({__name__=~"of_the_test.*"}[1h]))')
    const url = `http://127.0.0.1:${ports.prometheus}/api/v1/query?query=${query}`
    const answer = (await (await fetch(url)).json()) as any
    return answer.data.result[0]?.value[1] ?? null
  }
  const send = async (value: number): Promise<number> => {
    const now = `${Date.now()}000000`
    const point = { asDouble: value, timeUnixNano: now, startTimeUnixNano: now }
    const sum = { aggregationTemporality: 1, isMonotonic: true, dataPoints: [point] }
    const metrics = [{ name: 'of_the_test', sum }]
    const answer = await fetch(`http://127.0.0.1:${ports.http}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceMetrics: [{ resource: {}, scopeMetrics: [{ metrics }] }] }),
    })
    return answer.status
  }

  test('is healthy, takes a point, keeps it over a change, and leaves nothing', async () => {
    const plan = await planned()
    const first = await applied(plan, docker, { secrets, healthLimit: 180_000 })
    const seen = await inspect(plan, { docker, owner }, never)
    expect(seen.map(({ state }) => state)).toEqual(plan.services.map(() => 'running'))
    expect(await send(7)).toBe(200)
    await expect.poll(total, patience).toBe('7')
    const more = { secrets, healthLimit: 180_000, former: first.receipt }
    expect((await applied(plan, docker, more)).done).toEqual([])
    const longer = await planned({ retention: { days: 500, gigabytes: 8 } })
    const { done } = await applied(longer, docker, more)
    expect(done).toContain('container-prometheus')
    expect(done).not.toContain('container-collector')
    expect(await send(5)).toBe(200)
    await expect.poll(total, patience).toBe('12')
    await removed(plan.stack, docker, true)
    await applied(longer, docker, more)
    await expect.poll(total, patience).toBe('12')
    await removed(plan.stack, docker)
    const labels = { 'claude-telemetry.stack': plan.stack }
    expect(await docker.containers.list(labels, never)).toEqual([])
    expect(await docker.volumes.list(labels, never)).toEqual([])
    expect(await docker.networks.list(labels, never)).toEqual([])
  })
})
