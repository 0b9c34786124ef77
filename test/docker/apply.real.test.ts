// A plan made true on a real engine: once, again, after a change, and with each thing in its way.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  applied,
  asked,
  image,
  never,
  openStage,
  planOf,
  realParts,
  removed,
  twoPorts,
} from './stage.ts'
import type { Stage } from './stage.ts'
import { standInImage } from '../real/stand-in-image.ts'

const parts = realParts()

describe.skipIf(parts === null)('a plan on a real engine', () => {
  let stage: Stage
  const stack = 'tried'

  beforeAll(async () => {
    stage = await openStage(parts)
  }, 300_000)
  afterEach(async () => {
    await removed(stack, stage.docker)
    await stage.mustBeAsBefore()
  })
  afterAll(() => stage?.close(), 60_000)

  test('is made, and made again it changes nothing', async () => {
    const ports = await twoPorts()
    const plan = planOf({ stack, ports })
    const first = await applied(plan, stage.docker)
    expect(first.done).toEqual([
      'network',
      'volume-tried-first',
      'volume-tried-second',
      'container-loki',
      'container-prometheus',
    ])
    expect(await asked(ports[0], '/settings')).toBe('fine')
    // Names of the others are known inside, the root is read-only, and nobody is root.
    expect(await asked(ports[1], '/reach?url=http://loki:8080/settings')).toBe('fine')
    expect(await asked(ports[0], '/user')).toBe('65532 true')
    const second = await applied(plan, stage.docker, { former: first.receipt })
    expect(second.done).toEqual([])
    expect(second.receipt).toEqual(first.receipt)
  })

  test('gives containers as little as they need', async () => {
    const ports = await twoPorts()
    await applied(planOf({ stack, ports }), stage.docker)
    const [seen] = JSON.parse(await stage.cli('inspect', 'tried-prometheus')) as [any]
    expect(seen.HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Memory: 64 * 1024 * 1024,
      PidsLimit: 64,
      RestartPolicy: { Name: 'unless-stopped' },
      PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: String(ports[1]) }] },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
    })
    expect(seen.Config.User).toBe('65532:65532')
    expect(seen.Config.Labels).toMatchObject({ 'com.docker.compose.service': 'prometheus' })
    expect(JSON.stringify(seen)).not.toContain('the-password-of-a-test')
    const mounts = seen.Mounts.map(({ Destination, RW }: any) => `${Destination} ${RW}`).toSorted()
    expect(mounts).toEqual(['/kept true', '/run/stand-in false'])
  })

  test('changed in one service, only that one is made anew, and the data stays', async () => {
    const ports = await twoPorts()
    const first = await applied(planOf({ stack, ports }), stage.docker)
    await asked(ports[0], '/keep', 'a number of the user')
    const second = await applied(planOf({ stack, ports, settings: 'other' }), stage.docker)
    expect(second.done).toEqual(['container-loki'])
    expect(second.receipt.services['prometheus']).toEqual(first.receipt.services['prometheus'])
    expect(await asked(ports[0], '/settings')).toBe('other')
    expect(await asked(ports[0], '/keep')).toBe('a number of the user')
  })

  test('with another secret, only who has it is made anew', async () => {
    const plan = planOf({ stack, ports: await twoPorts() })
    await applied(plan, stage.docker)
    const again = await applied(plan, stage.docker, { secrets: { 'grafana-password': 'new' } })
    expect(again.done).toEqual(['container-prometheus'])
  })

  test('keeps its image when the tag moves, until the plan names another', async () => {
    const plan = planOf({ stack, ports: await twoPorts() })
    const first = await applied(plan, stage.docker)
    await stage.docker.images.load(standInImage(stage.program, image, 'moved'), never)
    const second = await applied(plan, stage.docker, { former: first.receipt })
    expect(second.done).toEqual([])
    await stage.cli('rm', '-f', 'tried-loki')
    const third = await applied(plan, stage.docker, { former: first.receipt })
    expect(third.receipt.services['loki']?.image).toEqual(first.receipt.services['loki']?.image)
    await removed(stack, stage.docker)
    await stage.docker.images.load(standInImage(stage.program, image), never)
  })

  test('ended after each step, the next run completes it', async () => {
    const ports = await twoPorts()
    const plan = planOf({ stack, ports })
    const { steps } = await applied(plan, stage.docker)
    await removed(stack, stage.docker)
    for (let at = 0; at < steps.length; at += 1) {
      const stop = new AbortController()
      let seen = 0
      const half = applied(plan, stage.docker, {}, stop.signal, () => {
        if (seen === at) stop.abort(new Error('the user said stop'))
        seen += 1
      })
      if (at === steps.length - 1) await half
      else await expect(half).rejects.toThrow('the user said stop')
      const whole = await applied(plan, stage.docker)
      expect(await asked(ports[0], '/settings')).toBe('fine')
      expect(Object.keys(whole.receipt.services)).toEqual(['loki', 'prometheus'])
      await removed(stack, stage.docker)
      await stage.mustBeAsBefore()
    }
  })

  test('ended in the middle of a question, the next run completes it', async () => {
    const ports = await twoPorts()
    const plan = planOf({ stack, ports })
    for (const wait of [20, 60, 120, 250, 400, 700, 1100]) {
      const half = applied(plan, stage.docker, {}, AbortSignal.timeout(wait))
      await half.catch((cause: Error) => expect(cause.name).toBe('TimeoutError'))
      await applied(plan, stage.docker)
      expect(await asked(ports[0], '/settings')).toBe('fine')
      await removed(stack, stage.docker)
      await stage.mustBeAsBefore()
    }
  })

  test('taken away but for its data, it comes back with it', async () => {
    const ports = await twoPorts()
    const plan = planOf({ stack, ports })
    await applied(plan, stage.docker)
    await asked(ports[0], '/keep', 'still here')
    await removed(stack, stage.docker, true)
    const left = (await stage.inventory()).filter((one) => !stage.before.includes(one))
    expect(left).toEqual(['volume tried-first', 'volume tried-second'])
    await applied(plan, stage.docker)
    expect(await asked(ports[0], '/keep')).toBe('still here')
  })

  test('two stacks stand side by side, also of two users', async () => {
    const one = await twoPorts()
    const other = await twoPorts()
    await applied(planOf({ stack, ports: one }), stage.docker)
    const theirs = planOf({ stack: 'tried-2', ports: other, settings: 'theirs' })
    await applied(theirs, stage.docker, { owner: 'another' })
    expect(await asked(one[0], '/settings')).toBe('fine')
    expect(await asked(other[0], '/settings')).toBe('theirs')
    await removed('tried-2', stage.docker)
    expect(await asked(other[0], '/settings')).toBe('theirs')
    await removed('tried-2', stage.docker, false, 'another')
    expect(await asked(one[0], '/settings')).toBe('fine')
  })
})
