// Places and their order: which engine is found, on a machine made of temporary folders.
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lookAtDocker } from '../../src/survey/docker.ts'
import { freePort } from '../../src/world/net.ts'
import { fakeMachine, goodEngine } from '../fakes/fake-docker-machine.ts'

const machine = fakeMachine()

describe.skipIf(process.platform === 'win32')('looking for Docker', () => {
  test('nothing anywhere: no client, and no socket at each known place', async () => {
    const seen = await machine.look()
    expect(seen.found).toBeNull()
    expect(seen.client).toBeNull()
    expect(seen.tried.at(-1)).toMatchObject({
      source: 'docker client',
      where: null,
      reason: 'no-client',
    })
    expect(new Set(seen.tried.slice(0, -1).map(({ reason }) => reason))).toEqual(
      new Set(['no-socket']),
    )
    expect(seen.tried.length).toBeGreaterThan(10)
  })

  test('the usual socket answers', async () => {
    const where = await machine.engine('var/run/docker.sock', goodEngine)
    expect((await machine.look()).found).toEqual({
      where,
      source: 'Docker',
      context: null,
      version: '28.0.1',
      apiVersion: '1.48',
      os: 'Some Linux',
      rootless: false,
      podman: false,
      freeBytes: null,
    })
  })

  test('rootless Podman is known as what it is', async () => {
    await mkdir(join(machine.root, 'run/user/4711/podman'))
    await machine.engine('run/user/4711/podman/podman.sock', {
      kind: 'answers',
      version: {
        Version: '5.2.2',
        ApiVersion: '1.41',
        Components: [{ Name: 'Podman Engine', Version: '5.2.2' }],
      },
      info: { SecurityOptions: ['name=seccomp,profile=default', 'name=rootless'] },
    })
    expect((await machine.look()).found).toMatchObject({
      podman: true,
      rootless: true,
      source: 'Podman',
    })
  })

  test('what DOCKER_HOST of this process says does not leak into another machine', async () => {
    const former = process.env['DOCKER_HOST']
    try {
      for (const value of ['tcp://127.0.0.1:1', 'tcp://not:a:port']) {
        process.env['DOCKER_HOST'] = value
        const where = await machine.engine(`var/run/docker.sock`, goodEngine)
        expect((await machine.look()).found?.where).toBe(where)
        expect(process.env['DOCKER_HOST']).toBe(value)
        await machine.engines.pop()?.stop()
      }
    } finally {
      if (former === undefined) delete process.env['DOCKER_HOST']
      else process.env['DOCKER_HOST'] = former
    }
  })

  test('DOCKER_HOST is asked first; when it fails, its reason is kept and the next place is asked', async () => {
    const host = await machine.engine('mine.sock', { kind: 'hangs' })
    const usual = await machine.engine('var/run/docker.sock', goodEngine)
    const seen = await machine.look({ DOCKER_HOST: host }, 400)
    expect(seen.tried[0]).toMatchObject({ source: 'DOCKER_HOST', where: host, reason: 'hung' })
    expect(seen.found?.where).toBe(usual)
  })

  test.each([
    ['tcp://127.0.0.1:PORT', 'refused'],
    ['127.0.0.1:PORT', 'refused'],
    ['ssh://a:secret@example.invalid', 'unsupported'],
    ['not an address', 'unsupported'],
    ['unix:///nowhere/at/all.sock', 'no-socket'],
  ])('DOCKER_HOST=%s', async (address, reason) => {
    const seen = await machine.look({
      DOCKER_HOST: address.replace('PORT', String(await freePort())),
    })
    expect(seen.tried[0]).toMatchObject({ source: 'DOCKER_HOST', reason })
    expect(JSON.stringify(seen)).not.toContain('secret')
  })

  test('an engine on TCP', async () => {
    const port = await freePort()
    await machine.engine(port, goodEngine)
    expect((await machine.look({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).found?.version).toBe(
      '28.0.1',
    )
  })

  test('plain answers where TLS is wanted', async () => {
    const port = await freePort()
    await machine.engine(port, goodEngine)
    const seen = await machine.look({
      DOCKER_HOST: `tcp://127.0.0.1:${port}`,
      DOCKER_TLS_VERIFY: '1',
    })
    expect(seen.tried[0]).toMatchObject({ reason: 'tls' })
  })

  test('the current context is read without a client', async () => {
    await machine.context('work', await machine.engine('work.sock', goodEngine))
    await machine.engine('var/run/docker.sock', goodEngine)
    expect((await machine.look()).found).toMatchObject({
      context: 'work',
      source: 'docker context',
    })
  })

  test('DOCKER_CONTEXT beats the chosen one, DOCKER_HOST beats both', async () => {
    await machine.context('first', await machine.engine('first.sock', goodEngine))
    await machine.context('second', await machine.engine('second.sock', goodEngine))
    const host = await machine.engine('host.sock', goodEngine)
    expect((await machine.look({ DOCKER_CONTEXT: 'first' })).found?.context).toBe('first')
    expect(
      (await machine.look({ DOCKER_CONTEXT: 'first', DOCKER_HOST: host })).found,
    ).toMatchObject({
      where: host,
      context: null,
    })
  })

  test('a context that does not exist is told', async () => {
    const seen = await machine.look({ DOCKER_CONTEXT: 'ghost' })
    expect(seen.tried[0]).toMatchObject({ source: 'docker context ghost', reason: 'no-socket' })
  })

  test('a link to another known socket is one engine, asked once', async () => {
    const where = await machine.engine('home/.docker/run/docker.sock', {
      kind: 'answers',
      version: { message: 'x' },
      status: 500,
    })
    await symlink(where.slice('unix://'.length), join(machine.root, 'var/run/docker.sock'))
    await machine.look()
    expect(machine.engines[0]?.asked).toHaveLength(1)
  })

  test('machines of Colima are found by their folders', async () => {
    await mkdir(join(machine.root, 'home/.colima/big'), { recursive: true })
    await machine.engine('home/.colima/big/docker.sock', goodEngine)
    expect((await machine.look()).found?.source).toBe('Colima')
  })

  test('all together has a limit too', async () => {
    await machine.engine('var/run/docker.sock', { kind: 'hangs' })
    await machine.engine('home/.docker/run/docker.sock', { kind: 'hangs' })
    await machine.engine('run/user/4711/docker.sock', { kind: 'hangs' })
    const before = Date.now()
    const seen = await lookAtDocker(machine.around(), {
      root: machine.root,
      limit: 600,
      total: 900,
    })
    expect(Date.now() - before).toBeLessThan(2500)
    expect(seen.tried.filter(({ reason }) => reason === 'hung').length).toBeGreaterThanOrEqual(2)
  })
})
