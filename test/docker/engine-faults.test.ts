// Engines that fail in one chosen way, each a fake on a real socket: the reason is said, and nobody waits for ever.
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDocker } from '../../src/world/docker-open.ts'
import type { EnginePlace } from '../../src/world/docker.ts'
import { freePort } from '../../src/world/net.ts'
import { goodVersion } from '../fakes/fake-docker-machine.ts'
import { fakeEngine } from '../fakes/fake-docker-socket.ts'
import type { Behaviour, FakeEngine } from '../fakes/fake-docker-socket.ts'

const never = new AbortController().signal

describe('an engine that fails', () => {
  let folder = ''
  let engine: FakeEngine | null = null
  beforeEach(async () => {
    folder = await mkdtemp('/tmp/dkf-')
  })
  afterEach(async () => {
    await engine?.stop()
    engine = null
    await rm(folder, { recursive: true, force: true })
  })

  const place = (): EnginePlace => ({
    source: 'test',
    where: `unix://${join(folder, 'docker.sock')}`,
    context: null,
    tls: null,
  })
  const fake = async (behaviour: Behaviour): Promise<EnginePlace> => {
    engine = await fakeEngine(join(folder, 'docker.sock'), behaviour)
    return place()
  }
  const answering = (version: unknown, status = 200): Behaviour => ({
    kind: 'answers',
    version,
    status,
  })

  const cases: readonly [string, Behaviour, string][] = [
    ['never answers', { kind: 'hangs' }, 'hangs: ETIMEDOUT: no answer within 0.3 s'],
    ['hangs up', { kind: 'hangs-up' }, 'is no Docker engine, or ended in the middle'],
    ['talks nonsense', { kind: 'garbage', bytes: 'SSH-2.0-x\r\n\r\n' }, 'is no Docker engine'],
    [
      'is too old',
      answering({ ...goodVersion, ApiVersion: '1.40' }),
      'is too old: its API is 1.40',
    ],
    [
      'is no engine',
      answering('<html>hello</html>'),
      'it answers, but not as a Docker engine does',
    ],
  ]
  test.each(cases)('%s', async (_, behaviour, words) => {
    const opened = openDocker(await fake(behaviour), never, 300)
    await expect(opened).rejects.toMatchObject({
      code: 'no-engine',
      message: expect.stringContaining(words),
      hints: expect.arrayContaining(['claude-telemetry doctor']),
    })
  })

  test('is not there', async () => {
    await expect(openDocker(place(), never)).rejects.toMatchObject({
      code: 'no-engine',
      message: expect.stringContaining('has no socket'),
    })
  })

  test('ends at once when the user says so', async () => {
    const stop = new AbortController()
    const opened = openDocker(await fake({ kind: 'hangs' }), stop.signal, 60_000)
    stop.abort(new Error('stop'))
    await expect(opened).rejects.toThrow('stop')
    const late = openDocker(place(), AbortSignal.abort(new Error('before')), 60_000)
    await expect(late).rejects.toThrow('before')
  })

  test('is spoken to over a port, too', async () => {
    const port = await freePort()
    engine = await fakeEngine(port, answering(goodVersion))
    const where = `tcp://127.0.0.1:${port}`
    const docker = await openDocker({ ...place(), where }, never)
    await docker.containers.start('x', never)
    await docker.containers.stop('x', 3, never)
    expect(engine.asked).toEqual([
      'GET /version',
      'POST /v1.48/containers/x/start',
      'POST /v1.48/containers/x/stop?t=3',
    ])
  })

  test('is not left in the middle of a change, but not waited for without end either', async () => {
    const docker = await openDocker(await fake(answering(goodVersion)), never)
    await engine?.stop()
    await rm(join(folder, 'docker.sock'), { force: true })
    await fake({ kind: 'hangs' })
    const stop = new AbortController()
    const changing = docker.volumes.create('x', {}, stop.signal)
    const looking = docker.volumes.inspect('x', stop.signal)
    let hasEnded = false
    changing.catch(() => {
      hasEnded = true
    })
    stop.abort(new Error('the user said stop'))
    await expect(looking).rejects.toThrow('the user said stop')
    expect(hasEnded).toBe(false)
    await expect(changing).rejects.toThrow('the user said stop')
    await expect(docker.volumes.create('y', {}, stop.signal)).rejects.toThrow('the user said stop')
  }, 60_000)

  test.each([
    ['1.41', '1.12', '1.41'],
    ['1.47', '1.24', '1.47'],
    ['1.52', '1.44', '1.48'],
    ['1.60', '1.50', '1.50'],
  ])('with the API %s, at least %s, is spoken to in %s', async (newest, oldest, spoken) => {
    const version = { ...goodVersion, ApiVersion: newest, MinAPIVersion: oldest }
    const docker = await openDocker(await fake(answering(version)), never)
    await docker.ping(never)
    expect(docker.api).toBe(spoken)
    expect(engine?.asked).toEqual(['GET /version', `GET /v${spoken}/_ping`])
  })

  test.each([
    [500, 'write /x: no space left on device', 'disk-full'],
    [500, 'driver failed: Bind for 127.0.0.1:4318 failed: port is already allocated', 'port-taken'],
    [
      500,
      'Ports are not available: exposing port TCP 127.0.0.1:4318 -> 0.0.0.0:0: listen tcp 127.0.0.1:4318: bind: address already in use',
      'port-taken',
    ],
    [500, 'rootlessport listen tcp 127.0.0.1:4318: bind: address already in use', 'port-taken'],
    [
      409,
      'Conflict. The container name "/x" is already in use by container "abc". You have to remove it.',
      'name-taken',
    ],
    [403, 'authorization denied by plugin', 'no-engine'],
    [500, 'something else', 'engine-failed'],
  ])('%i %s', async (status, message, code) => {
    const docker = await openDocker(await fake(answering(goodVersion)), never)
    await engine?.stop()
    await rm(join(folder, 'docker.sock'), { force: true })
    await fake(answering({ message }, status))
    const started = docker.containers.start('x', never)
    await expect(started).rejects.toMatchObject({ code })
    if (code === 'port-taken') await expect(started).rejects.toThrow(/^Port 4318 is taken/)
  })

  test('a pull tells its layers, and an error within it is one', async () => {
    const docker = await openDocker(await fake(answering(goodVersion)), never)
    await engine?.stop()
    await rm(join(folder, 'docker.sock'), { force: true })
    const lines = [
      { status: 'Pulling from x/y', id: '1' },
      { status: 'Downloading', id: 'abc', progressDetail: { current: 1, total: 2 } },
      { error: 'toomanyrequests: slow down' },
    ]
    await fake(answering(lines.map((line) => JSON.stringify(line)).join('\r\n')))
    const seen: unknown[] = []
    const pulling = (async () => {
      for await (const step of docker.images.pull('x/y:1', null, never)) seen.push(step)
    })()
    await expect(pulling).rejects.toMatchObject({
      code: 'image-missing',
      message: expect.stringContaining('toomanyrequests'),
      hints: ['Does it come by hand? docker pull x/y:1'],
    })
    expect(seen).toEqual([
      { layer: null, status: 'Pulling from x/y', current: null, total: null },
      { layer: 'abc', status: 'Downloading', current: 1, total: 2 },
    ])
  })
})
