// Every way in which an engine can fail, forced on real sockets of a machine made of temporary folders.
import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lookAtDocker } from '../../src/survey/docker.ts'
import { freePort } from '../../src/world/net.ts'
import type { Surroundings } from '../../src/world/surroundings.ts'
import { fakeEngine } from '../fakes/fake-docker-socket.ts'
import type { Behaviour, FakeEngine } from '../fakes/fake-docker-socket.ts'
import { asNobody } from '../real/as-nobody.ts'

const version = { Version: '28.0.1', ApiVersion: '1.48', MinAPIVersion: '1.24', Os: 'linux' }
const good: Behaviour = { kind: 'answers', version, info: { OperatingSystem: 'Some Linux', SecurityOptions: ['name=seccomp'] } }

let root = ''
const engines: FakeEngine[] = []

beforeEach(async () => {
  // Short on purpose: the path of a socket may have about a hundred characters.
  root = await mkdtemp('/tmp/dk-')
  for (const folder of ['var/run', 'run/user/4711', 'home/.docker/run']) await mkdir(join(root, folder), { recursive: true })
})
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()))
  await rm(root, { recursive: true, force: true })
})

function around(env: Record<string, string> = {}): Surroundings {
  return { env, platform: 'linux', home: join(root, 'home'), cwd: root, uid: 4711 }
}
const look = (env: Record<string, string> = {}, limit = 1000) => lookAtDocker(around(env), { root, limit })

async function at(path: string, behaviour: Behaviour): Promise<string> {
  engines.push(await fakeEngine(join(root, path), behaviour))
  return `unix://${join(root, path)}`
}

async function context(name: string, host: string): Promise<void> {
  const folder = join(root, 'home/.docker/contexts/meta', createHash('sha256').update(name).digest('hex'))
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }))
  await writeFile(join(root, 'home/.docker/config.json'), JSON.stringify({ currentContext: name }))
}

describe.skipIf(process.platform === 'win32')('looking for Docker', () => {
  test('nothing anywhere: no client, and no socket at each known place', async () => {
    const seen = await look()
    expect(seen.found).toBeNull()
    expect(seen.client).toBeNull()
    expect(seen.tried.at(-1)).toMatchObject({ source: 'docker client', where: null, reason: 'no-client' })
    expect(new Set(seen.tried.slice(0, -1).map(({ reason }) => reason))).toEqual(new Set(['no-socket']))
    expect(seen.tried.length).toBeGreaterThan(10)
  })

  test('the usual socket answers', async () => {
    const where = await at('var/run/docker.sock', good)
    expect((await look()).found).toEqual({
      where, source: 'Docker', context: null, version: '28.0.1', apiVersion: '1.48', os: 'Some Linux',
      rootless: false, podman: false, freeBytes: null,
    })
  })

  test('rootless Podman is known as what it is', async () => {
    await mkdir(join(root, 'run/user/4711/podman'))
    await at('run/user/4711/podman/podman.sock', {
      kind: 'answers',
      version: { Version: '5.2.2', ApiVersion: '1.41', Components: [{ Name: 'Podman Engine', Version: '5.2.2' }] },
      info: { SecurityOptions: ['name=seccomp,profile=default', 'name=rootless'] },
    })
    expect((await look()).found).toMatchObject({ podman: true, rootless: true, source: 'Podman' })
  })

  const failures: readonly (readonly [string, Behaviour, string])[] = [
    ['never answers', { kind: 'hangs' }, 'hung'],
    ['answers without end', { kind: 'drips' }, 'hung'],
    ['has an old API', { kind: 'answers', version: { ...version, ApiVersion: '1.40' } }, 'too-old'],
    ['speaks no HTTP', { kind: 'garbage', bytes: 'SSH-2.0-OpenSSH_9\r\n' }, 'not-docker'],
    ['hangs up', { kind: 'hangs-up' }, 'not-docker'],
    ['is another web server', { kind: 'answers', version: '<html>', status: 200 }, 'not-docker'],
    ['knows no such page', { kind: 'answers', version: { message: 'page not found' }, status: 404 }, 'not-docker'],
    ['is still starting', { kind: 'answers', version: { message: 'starting' }, status: 503 }, 'failing'],
    ['has a full disk', { kind: 'answers', version: { message: 'write x: no space left on device' }, status: 500 }, 'no-space'],
    ['wants TLS', { kind: 'garbage', bytes: 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n' }, 'tls'],
    ['has a version of another shape', { kind: 'answers', version: { ApiVersion: 41 } }, 'not-docker'],
  ]
  test.each(failures)('one that %s', async (_, behaviour, reason) => {
    const where = await at('var/run/docker.sock', behaviour)
    const before = Date.now()
    const seen = await look({}, 700)
    expect(seen.found).toBeNull()
    expect(seen.tried.find((one) => one.where === where)?.reason).toBe(reason)
    expect(Date.now() - before).toBeLessThan(3000)
  })

  test('a socket that nobody holds any more refuses', async () => {
    const path = join(root, 'var/run/docker.sock')
    await deadSocket(path)
    expect((await look()).tried.find(({ where }) => where === `unix://${path}`)?.reason).toBe('refused')
  })

  test('a socket of somebody else lets nobody in', async () => {
    const where = await at('var/run/docker.sock', good)
    // Root is let in everywhere, so root becomes nobody; anybody else takes the right from itself.
    await chmod(where.slice('unix://'.length), process.getuid?.() === 0 ? 0o600 : 0)
    await chmod(root, 0o755)
    const seen = await asNobody(() => look())
    expect(seen.tried.find((one) => one.where === where)).toMatchObject({ reason: 'no-permission' })
  })

  test('what DOCKER_HOST of this process says does not leak into another machine', async () => {
    const former = process.env['DOCKER_HOST']
    try {
      for (const value of ['tcp://127.0.0.1:1', 'tcp://not:a:port']) {
        process.env['DOCKER_HOST'] = value
        const where = await at(`var/run/docker.sock`, good)
        expect((await look()).found?.where).toBe(where)
        expect(process.env['DOCKER_HOST']).toBe(value)
        await engines.pop()?.stop()
      }
    } finally {
      if (former === undefined) delete process.env['DOCKER_HOST']
      else process.env['DOCKER_HOST'] = former
    }
  })

  test('a folder in place of the socket is no socket, and is called a folder', async () => {
    await mkdir(join(root, 'var/run/docker.sock'))
    const tried = (await look()).tried.find(({ where }) => where?.endsWith('/var/run/docker.sock'))
    expect(tried).toMatchObject({ reason: 'no-socket' })
    expect(tried?.detail).toMatch(/is a folder/)
  })

  test('DOCKER_HOST is asked first; when it fails, its reason is kept and the next place is asked', async () => {
    const host = await at('mine.sock', { kind: 'hangs' })
    const usual = await at('var/run/docker.sock', good)
    const seen = await look({ DOCKER_HOST: host }, 400)
    expect(seen.tried[0]).toMatchObject({ source: 'DOCKER_HOST', where: host, reason: 'hung' })
    expect(seen.found?.where).toBe(usual)
  })

  test.each([
    ['tcp://127.0.0.1:PORT', 'refused'], ['127.0.0.1:PORT', 'refused'], ['ssh://a:secret@example.invalid', 'unsupported'],
    ['not an address', 'unsupported'], ['unix:///nowhere/at/all.sock', 'no-socket'],
  ])('DOCKER_HOST=%s', async (address, reason) => {
    const seen = await look({ DOCKER_HOST: address.replace('PORT', String(await freePort())) })
    expect(seen.tried[0]).toMatchObject({ source: 'DOCKER_HOST', reason })
    expect(JSON.stringify(seen)).not.toContain('secret')
  })

  test('an engine on TCP', async () => {
    const port = await freePort()
    engines.push(await fakeEngine(port, good))
    expect((await look({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).found?.version).toBe('28.0.1')
  })

  test('plain answers where TLS is wanted', async () => {
    const port = await freePort()
    engines.push(await fakeEngine(port, good))
    const seen = await look({ DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1' })
    expect(seen.tried[0]).toMatchObject({ reason: 'tls' })
  })

  test('the current context is read without a client', async () => {
    await context('work', await at('work.sock', good))
    await at('var/run/docker.sock', good)
    expect((await look()).found).toMatchObject({ context: 'work', source: 'docker context' })
  })

  test('DOCKER_CONTEXT beats the chosen one, DOCKER_HOST beats both', async () => {
    await context('first', await at('first.sock', good))
    await context('second', await at('second.sock', good))
    const host = await at('host.sock', good)
    expect((await look({ DOCKER_CONTEXT: 'first' })).found?.context).toBe('first')
    expect((await look({ DOCKER_CONTEXT: 'first', DOCKER_HOST: host })).found).toMatchObject({ where: host, context: null })
  })

  test('a context that does not exist is told', async () => {
    const seen = await look({ DOCKER_CONTEXT: 'ghost' })
    expect(seen.tried[0]).toMatchObject({ source: 'docker context ghost', reason: 'no-socket' })
  })

  test('a link to another known socket is one engine, asked once', async () => {
    const where = await at('home/.docker/run/docker.sock', { kind: 'answers', version: { message: 'x' }, status: 500 })
    await symlink(where.slice('unix://'.length), join(root, 'var/run/docker.sock'))
    await look()
    expect(engines[0]?.asked).toHaveLength(1)
  })

  test('machines of Colima are found by their folders', async () => {
    await mkdir(join(root, 'home/.colima/big'), { recursive: true })
    await at('home/.colima/big/docker.sock', good)
    expect((await look()).found?.source).toBe('Colima')
  })

  test('all together has a limit too', async () => {
    await at('var/run/docker.sock', { kind: 'hangs' })
    await at('home/.docker/run/docker.sock', { kind: 'hangs' })
    await at('run/user/4711/docker.sock', { kind: 'hangs' })
    const before = Date.now()
    const seen = await lookAtDocker(around(), { root, limit: 600, total: 900 })
    expect(Date.now() - before).toBeLessThan(2500)
    expect(seen.tried.filter(({ reason }) => reason === 'hung').length).toBeGreaterThanOrEqual(2)
  })
})

/** What a killed engine leaves behind: the socket in the folder, with nobody on the other end. */
async function deadSocket(path: string): Promise<void> {
  const { execFileSync } = await import('node:child_process')
  const program = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  try {
    execFileSync(process.execPath, ['-e', program], { timeout: 5000 })
  } catch {
    // It killed itself, as it was told.
  }
}
