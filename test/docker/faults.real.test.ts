// What goes wrong on a real engine: said with its reason, healed by the next run, and nobody else's things touched.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { inspect } from '../../src/docker/inspect.ts'
import { logs } from '../../src/docker/logs.ts'
import { start, stop } from '../../src/docker/stop.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { loginFor } from '../../src/world/docker-login.ts'
import { openDocker } from '../../src/world/docker-open.ts'
import { fakeRegistry } from '../fakes/fake-registry.ts'
import { asNobody } from '../real/as-nobody.ts'
import { standInParts } from '../real/stand-in-image.ts'
import * as staged from './stage.ts'
import { applied, asked, never, openStage, owner, planOf, removed, twoPorts } from './stage.ts'
import type { Stage } from './stage.ts'

const parts = staged.realParts()

describe.skipIf(parts === null)('on a real engine', () => {
  let stage: Stage
  const stack = 'faulty'

  beforeAll(async () => {
    stage = await openStage(parts)
  }, 300_000)
  afterEach(async () => {
    await removed(stack, stage.docker)
    await stage.mustBeAsBefore()
  })
  afterAll(() => stage?.close(), 60_000)

  const states = async (plan: Plan) =>
    (await inspect(plan, { docker: stage.docker, owner }, never)).map(
      ({ name, state, reason }) => `${name} ${state}${reason === null ? '' : `: ${reason}`}`,
    )
  const seeing = async (plan: Plan, wanted: string) => {
    await expect.poll(() => states(plan), { timeout: 60_000 }).toContain(wanted)
  }

  test('a killed container is seen, and comes back', async () => {
    const plan = planOf({ stack, ports: await twoPorts() })
    expect(await states(plan)).toEqual(['prometheus missing', 'loki missing'])
    await applied(plan, stage.docker)
    expect(await states(plan)).toEqual(['prometheus running', 'loki running'])
    await stage.docker.containers.kill('faulty-loki', never)
    await seeing(plan, 'loki stopped: it ended with exit code 137 (killed)')
    expect((await applied(plan, stage.docker)).done).toEqual(['container-loki'])
    expect(await states(plan)).toEqual(['prometheus running', 'loki running'])
  })

  test('stopped and started it is as it was', async () => {
    const plan = planOf({ stack, ports: await twoPorts() })
    const acting = { docker: stage.docker, owner }
    await expect(start(plan, acting, never).next()).rejects.toMatchObject({ code: 'not-set-up' })
    await applied(plan, stage.docker)
    const told: string[] = []
    for await (const { id, state } of stop(plan, acting, never)) told.push(`${id} ${state}`)
    expect(told.filter((one) => one.endsWith('done'))).toEqual([
      'stop-prometheus done',
      'stop-loki done',
    ])
    expect((await states(plan)).every((one) => / stopped: it ended/.test(one))).toBe(true)
    for await (const _ of start(plan, acting, never));
    await seeing(plan, 'loki running')
    const wish = { ...acting, lines: 1, only: 'loki' as const }
    expect(await logs(plan, wish, never)).toEqual([
      { name: 'loki', lines: ['stand-in server: settings are 4 bytes'] },
    ])
  })

  test('one that ends says its exit code and its last words, and mended it works', async () => {
    const ports = await twoPorts()
    const broken = planOf({ stack, ports, settings: 'broken the-password-of-a-test' })
    await expect(applied(broken, stage.docker)).rejects.toMatchObject({
      code: 'unhealthy',
      message: expect.stringMatching(
        /^faulty-loki does not work: it ended with exit code 7.*\n {2}error: line 1 of the settings is broken/s,
      ),
    })
    expect(await states(broken)).toContain('prometheus missing')
    await applied(planOf({ stack, ports }), stage.docker)
    expect(await asked(ports[0], '/settings')).toBe('fine')
  })

  test('one that needs too much memory is said to', async () => {
    const plan = planOf({
      stack,
      ports: await twoPorts(),
      settings: 'greedy',
      memoryBytes: 32 << 20,
    })
    await expect(applied(plan, stage.docker)).rejects.toMatchObject({
      code: 'unhealthy',
      message: expect.stringContaining('more memory than it may have (32 MB) and was killed'),
    })
  })

  test('one that is ill says what it answers', async () => {
    const plan = planOf({ stack, ports: await twoPorts(), settings: 'ill' })
    await expect(applied(plan, stage.docker, { healthLimit: 3000 })).rejects.toMatchObject({
      code: 'unhealthy',
      message: expect.stringMatching(
        /it answers with status 503 after 3 s\. Its last lines:.*and ill$/s,
      ),
    })
    expect(await states(plan)).toContain('loki starting: it answers with status 503')
  })

  test('a taken port is named, and when it is free the next run completes', async () => {
    const ports = await twoPorts()
    const plan = planOf({ stack, ports })
    const other = createServer().listen(ports[1], '127.0.0.1')
    await expect(applied(plan, stage.docker)).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining(`Port ${ports[1]} is taken`),
    })
    await new Promise((resolve) => {
      other.close(resolve)
    })
    await applied(plan, stage.docker)
    const theirs = planOf({ stack: 'faulty-2', ports })
    await expect(applied(theirs, stage.docker)).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining(`Port ${ports[0]} is taken`),
    })
    await removed('faulty-2', stage.docker)
  })

  test.each(['container', 'network', 'volume'])(
    'a %s of somebody else under our name is left alone',
    async (kind) => {
      const name = { container: 'faulty-loki', network: 'faulty-net', volume: 'faulty-first' }[kind]
      const make: Record<string, string[]> = {
        container: ['create', '--name', 'faulty-loki', '--network', 'none', staged.image, '80'],
        network: ['network', 'create', 'faulty-net'],
        volume: ['volume', 'create', 'faulty-first'],
      }
      await stage.cli(...(make[kind] ?? []))
      const plan = planOf({ stack, ports: await twoPorts() })
      const theirs = await stage.inventory()
      await expect(applied(plan, stage.docker)).rejects.toMatchObject({
        code: 'name-taken',
        message: `There is a ${kind} ${name} already, and it was not made by us. It was left alone.`,
      })
      await removed(stack, stage.docker)
      for await (const _ of stop(plan, { docker: stage.docker, owner }, never));
      expect(await stage.inventory()).toEqual(theirs)
      await stage.cli(...(kind === 'container' ? [] : [kind]), 'rm', name ?? '')
    },
  )

  test('the stack of another user under the same name is left alone', async () => {
    const plan = planOf({ stack, ports: await twoPorts() })
    await applied(plan, stage.docker, { owner: 'another' })
    const theirs = await stage.inventory()
    await expect(applied(plan, stage.docker)).rejects.toMatchObject({ code: 'name-taken' })
    await removed(stack, stage.docker)
    expect(await stage.inventory()).toEqual(theirs)
    expect((await states(plan))[1]).toBe('loki missing: a container of that name is not ours')
    await removed(stack, stage.docker, false, 'another')
  })

  test('an image comes from its registry, and the same one comes again', async () => {
    const { layer, config } = standInParts(stage.program, 'from a registry')
    const registry = await fakeRegistry(layer, config)
    try {
      const image = `${registry.host}/stand-in:1`
      const plan = planOf({ stack, ports: await twoPorts(), image })
      const { receipt, steps } = await applied(plan, stage.docker)
      const digest = `${registry.host}/stand-in@${registry.digest}`
      expect(receipt.services['loki']?.image).toMatchObject({ planned: image, digest })
      const told = steps.filter(({ id }) => id.startsWith('image-'))
      expect(told.at(-1)?.state).toBe('done')
      expect(told.some(({ detail }) => detail?.startsWith('1 of 1 layers'))).toBe(true)
      await removed(stack, stage.docker)
      await stage.cli('rmi', '-f', receipt.services['loki']?.image.id ?? '')
      const before = registry.asked.length
      await applied(plan, stage.docker, { former: receipt })
      const again = registry.asked.slice(before)
      // By its digest: an engine that still has the manifest asks for the rest, but never for the tag.
      expect(again.length).toBeGreaterThan(0)
      expect(again.some((one) => one.endsWith('/manifests/1'))).toBe(false)
      const unknown = planOf({ stack, ports: await twoPorts(), image: `${registry.host}/none:2` })
      await expect(applied(unknown, stage.docker)).rejects.toMatchObject({
        code: 'image-missing',
        message: expect.stringContaining('its registry has no such image'),
      })
    } finally {
      await registry.stop()
    }
    const gone = planOf({ stack, ports: await twoPorts(), image: `${registry.host}/gone:1` })
    await expect(applied(gone, stage.docker)).rejects.toMatchObject({
      code: 'image-missing',
      message: expect.stringContaining('its registry could not be reached'),
    })
  })

  test('a private registry is shown the login of the user, and no other', async () => {
    const { layer, config } = standInParts(stage.program, 'private')
    const registry = await fakeRegistry(layer, config, 'me:of the test')
    const home = await mkdtemp('/tmp/dkh-')
    try {
      const image = `${registry.host}/private:1`
      const plan = planOf({ stack, ports: await twoPorts(), image })
      await expect(applied(plan, stage.docker)).rejects.toMatchObject({
        code: 'image-missing',
        message: expect.stringContaining('does not show it without a login'),
      })
      const auths = { [registry.host]: { auth: Buffer.from('me:of the test').toString('base64') } }
      await writeFile(join(home, 'config.json'), JSON.stringify({ auths }))
      const env = { DOCKER_CONFIG: home, PATH: '' }
      const around = { env, platform: process.platform, home, cwd: home, uid: null }
      await applied(plan, stage.docker, { loginFor: (wanted) => loginFor(wanted, around) })
    } finally {
      await registry.stop()
      await rm(home, { recursive: true, force: true })
    }
  })

  test('a stranger is not let in, and a hanging engine is not waited for', async () => {
    const { place } = stage.docker
    await asNobody(() =>
      expect(openDocker(place, never)).rejects.toMatchObject({
        code: 'no-engine',
        message: expect.stringContaining('does not let this user in'),
      }),
    )
    process.kill(stage.engine.pid, 'SIGSTOP')
    try {
      await expect(openDocker(place, never, 1000)).rejects.toMatchObject({
        code: 'no-engine',
        message: expect.stringContaining('hangs: ETIMEDOUT: no answer within 1 s'),
      })
      const impatient = AbortSignal.timeout(300)
      await expect(openDocker(place, impatient)).rejects.toThrow(/timeout/)
    } finally {
      process.kill(stage.engine.pid, 'SIGCONT')
    }
    await stage.docker.ping(never)
  })
})
