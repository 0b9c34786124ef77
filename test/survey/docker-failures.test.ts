// Every way in which an engine can fail, forced on real sockets.
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fakeMachine, goodEngine, goodVersion } from '../fakes/fake-docker-machine.ts'
import type { Behaviour } from '../fakes/fake-docker-socket.ts'
import { asNobody } from '../real/as-nobody.ts'

const machine = fakeMachine()

describe.skipIf(process.platform === 'win32')('an engine that fails', () => {
  const failures: readonly (readonly [string, Behaviour, string])[] = [
    ['never answers', { kind: 'hangs' }, 'hung'],
    ['answers without end', { kind: 'drips' }, 'hung'],
    [
      'has an old API',
      { kind: 'answers', version: { ...goodVersion, ApiVersion: '1.40' } },
      'too-old',
    ],
    ['speaks no HTTP', { kind: 'garbage', bytes: 'SSH-2.0-OpenSSH_9\r\n' }, 'not-docker'],
    ['hangs up', { kind: 'hangs-up' }, 'not-docker'],
    ['is another web server', { kind: 'answers', version: '<html>', status: 200 }, 'not-docker'],
    [
      'knows no such page',
      { kind: 'answers', version: { message: 'page not found' }, status: 404 },
      'not-docker',
    ],
    [
      'is still starting',
      { kind: 'answers', version: { message: 'starting' }, status: 503 },
      'failing',
    ],
    [
      'has a full disk',
      { kind: 'answers', version: { message: 'write x: no space left on device' }, status: 500 },
      'no-space',
    ],
    [
      'wants TLS',
      {
        kind: 'garbage',
        bytes: 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n',
      },
      'tls',
    ],
    [
      'has a goodVersion of another shape',
      { kind: 'answers', version: { ApiVersion: 41 } },
      'not-docker',
    ],
  ]
  test.each(failures)('one that %s', async (_, behaviour, reason) => {
    const where = await machine.engine('var/run/docker.sock', behaviour)
    const before = Date.now()
    const seen = await machine.look({}, 700)
    expect(seen.found).toBeNull()
    expect(seen.tried.find((one) => one.where === where)?.reason).toBe(reason)
    expect(Date.now() - before).toBeLessThan(3000)
  })

  test('a socket that nobody holds any more refuses', async () => {
    const path = join(machine.root, 'var/run/docker.sock')
    await deadSocket(path)
    expect(
      (await machine.look()).tried.find(({ where }) => where === `unix://${path}`)?.reason,
    ).toBe('refused')
  })

  test('a socket of somebody else lets nobody in', async () => {
    const where = await machine.engine('var/run/docker.sock', goodEngine)
    // Root is let in everywhere, so machine.root becomes nobody; anybody else takes the right from itself.
    await chmod(where.slice('unix://'.length), process.getuid?.() === 0 ? 0o600 : 0)
    await chmod(machine.root, 0o755)
    const seen = await asNobody(() => machine.look())
    expect(seen.tried.find((one) => one.where === where)).toMatchObject({ reason: 'no-permission' })
  })

  test('a folder in place of the socket is no socket, and is called a folder', async () => {
    await mkdir(join(machine.root, 'var/run/docker.sock'))
    const tried = (await machine.look()).tried.find(({ where }) =>
      where?.endsWith('/var/run/docker.sock'),
    )
    expect(tried).toMatchObject({ reason: 'no-socket' })
    expect(tried?.detail).toMatch(/is a folder/)
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
