// A real Docker engine, found in each way, and failing in each way that a real one can be brought to fail.
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookAtDocker } from '../../src/survey/docker.ts'
import { run } from '../../src/world/exec.ts'
import { freePort } from '../../src/world/net.ts'
import type { Surroundings } from '../../src/world/surroundings.ts'
import { part } from '../bed.ts'
import { asNobody } from '../real/as-nobody.ts'
import { startEngine } from '../real/docker-engine.ts'
import type { RealEngine } from '../real/docker-engine.ts'

const program = part('dockerd')

describe.skipIf(program === null)('a real engine', () => {
  let root = ''
  let engine: RealEngine
  const PATH = process.env['PATH'] ?? ''

  beforeAll(async () => {
    root = await mkdtemp('/tmp/dkr-')
    await chmod(root, 0o755)
    await mkdir(join(root, 'home'), { mode: 0o755 })
    engine = await startEngine({ program: program ?? '', folder: join(root, 'one') })
  }, 90_000)
  afterAll(async () => {
    await engine?.stop()
    await rm(root, { recursive: true, force: true })
  }, 60_000)

  const around = (env: Record<string, string> = {}): Surroundings => ({
    env: { PATH, ...env },
    platform: 'linux',
    home: join(root, 'home'),
    cwd: root,
    uid: process.getuid?.() ?? null,
  })
  const look = (env: Record<string, string> = {}, limit = 5000) =>
    lookAtDocker(around(env), { root: join(root, 'machine'), limit, total: 30_000 })

  test('by DOCKER_HOST: who it is, and how much room it has', async () => {
    const { found } = await look({ DOCKER_HOST: `unix://${engine.socket}` })
    expect(found).toMatchObject({
      where: `unix://${engine.socket}`,
      source: 'DOCKER_HOST',
      rootless: false,
      podman: false,
    })
    expect(found?.apiVersion).toMatch(/^1\.\d+$/)
    expect(found?.version).toMatch(/^\d+\./)
    expect(found?.freeBytes).toBeGreaterThan(0)
  })

  test('at the usual socket, which is a link as Docker Desktop makes it', async () => {
    await mkdir(join(root, 'machine/var/run'), { recursive: true })
    await symlink(engine.socket, join(root, 'machine/var/run/docker.sock'))
    const { found } = await look()
    expect(found).toMatchObject({
      where: `unix://${root}/machine/var/run/docker.sock`,
      source: 'Docker',
    })
    await rm(join(root, 'machine'), { recursive: true })
  })

  test('by a context that the real client made and chose', async () => {
    const env = { PATH, HOME: join(root, 'home') }
    await run('docker', ['context', 'create', 'ours', '--docker', `host=unix://${engine.socket}`], {
      env,
    })
    expect(await run('docker', ['context', 'use', 'ours'], { env })).toMatchObject({ code: 0 })
    expect((await look()).found).toMatchObject({
      context: 'ours',
      where: `unix://${engine.socket}`,
    })
    expect((await look({ PATH: '/nowhere' })).found).toMatchObject({ context: 'ours' })
    await rm(join(root, 'home/.docker'), { recursive: true })
  })

  test('its socket does not let a stranger in', async () => {
    const { tried } = await asNobody(() => look({ DOCKER_HOST: `unix://${engine.socket}` }))
    expect(tried[0]).toMatchObject({ source: 'DOCKER_HOST', reason: 'no-permission' })
  })

  test('stopped in its tracks it hangs, and goes on afterwards', async () => {
    const env = { DOCKER_HOST: `unix://${engine.socket}` }
    process.kill(engine.pid, 'SIGSTOP')
    try {
      expect((await look(env, 1000)).tried[0]).toMatchObject({ reason: 'hung' })
    } finally {
      process.kill(engine.pid, 'SIGCONT')
    }
    expect((await look(env)).found?.where).toBe(env.DOCKER_HOST)
  })

  test('with TLS: refused in plain words, found with the right papers', async () => {
    const papers = join(root, 'papers')
    await makePapers(papers)
    const port = await freePort()
    const tls = [
      '--tlsverify',
      '--tlscacert',
      join(papers, 'ca.pem'),
      '--tlscert',
      join(papers, 'cert.pem'),
      '--tlskey',
      join(papers, 'key.pem'),
    ]
    const second = await startEngine({
      program: program ?? '',
      folder: join(root, 'two'),
      more: ['--host', `tcp://127.0.0.1:${port}`, ...tls],
    })
    try {
      const env = { DOCKER_HOST: `tcp://127.0.0.1:${port}` }
      expect((await look(env)).tried[0]).toMatchObject({ reason: 'tls' })
      expect((await look({ ...env, DOCKER_TLS_VERIFY: '1' })).tried[0]).toMatchObject({
        reason: 'tls',
      })
      expect(
        (await look({ ...env, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: papers })).found?.where,
      ).toBe(env.DOCKER_HOST)
    } finally {
      await second.stop()
    }
  }, 120_000)

  test('on a full disk it has no space', async () => {
    const disk = join(root, 'small')
    await mkdir(disk)
    expect(await run('mount', ['-t', 'tmpfs', '-o', 'size=80m', 'tmpfs', disk])).toMatchObject({
      code: 0,
    })
    let third: RealEngine | null = null
    try {
      third = await startEngine({
        program: program ?? '',
        folder: join(root, 'three'),
        dataRoot: join(disk, 'data'),
      })
      const env = { DOCKER_HOST: `unix://${third.socket}` }
      expect((await look(env)).found?.freeBytes).toBeLessThan(80 * 1024 * 1024)
      await writeFile(join(disk, 'fill'), Buffer.alloc(40 * 1024 * 1024))
      expect((await look(env)).tried[0]).toMatchObject({ reason: 'no-space' })
    } finally {
      await third?.stop()
      await run('umount', ['-R', disk])
      await run('umount', [disk])
    }
  }, 120_000)

  test('killed, it leaves a socket that refuses', async () => {
    const last = await startEngine({ program: program ?? '', folder: join(root, 'four') })
    process.kill(last.pid, 'SIGKILL')
    await last.stop()
    const { tried } = await look({ DOCKER_HOST: `unix://${last.socket}` })
    expect(tried[0]).toMatchObject({ reason: 'refused' })
  }, 90_000)
})

/** One authority, one paper for both sides: enough for an engine and its client to believe each other. */
async function makePapers(folder: string): Promise<void> {
  await mkdir(folder)
  const openssl = async (...args: string[]): Promise<void> => {
    const ran = await run('openssl', args, { cwd: folder })
    if (ran.code !== 0) throw new Error(ran.stderr)
  }
  const key = ['-newkey', 'rsa:2048', '-nodes']
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca-key.pem',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
  )
  await openssl(
    'req',
    ...key,
    '-keyout',
    'key.pem',
    '-out',
    'request.pem',
    '-subj',
    '/CN=127.0.0.1',
  )
  await writeFile(
    join(folder, 'more'),
    'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n',
  )
  const signed = [
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca-key.pem',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'more',
  ]
  await openssl('x509', '-req', '-in', 'request.pem', '-out', 'cert.pem', ...signed)
}
