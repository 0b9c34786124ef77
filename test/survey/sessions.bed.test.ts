// The real client, open and waiting for an answer that never comes: is it found, and only it.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sessionsFindings } from '../../src/survey/sessions-findings.ts'
import { lookAtSessions } from '../../src/survey/sessions.ts'
import { surroundings } from '../../src/world/surroundings.ts'
import { part } from '../bed.ts'
import { fakeMessagesApi } from '../fakes/fake-messages-api.ts'
import type { FakeMessagesApi } from '../fakes/fake-messages-api.ts'
import { clientEnv, clientPath } from '../real-client/client.ts'
import type { ClientVersion } from '../real-client/client.ts'

const missing = part('claude-2.1.197') === null || part('claude-2.1.329') === null

describe.skipIf(missing)('the real client while it runs', () => {
  let home = ''
  let api: FakeMessagesApi
  const children: ChildProcess[] = []

  beforeAll(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'open-')))
    api = await fakeMessagesApi(() => 'hang')
  })
  afterAll(async () => {
    await Promise.all(children.map(end))
    await api.close()
    await rm(home, { recursive: true, force: true })
  })

  async function open(program: string): Promise<number> {
    const before = api.ledger.length
    const child = spawn(program, ['-p', 'hello'], {
      cwd: home,
      env: clientEnv({ home, api: api.url }),
      stdio: 'ignore',
      detached: true,
    })
    children.push(child)
    for (let turn = 0; turn < 300 && api.ledger.length === before; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(api.ledger.length).toBeGreaterThan(before)
    return child.pid ?? 0
  }

  async function expectFound(pid: number, began: number): Promise<void> {
    const seen = (await lookAtSessions(surroundings())) ?? []
    const session = seen.find((one) => one.pid === pid)
    expect(session).toMatchObject({ pid, cwd: home })
    expect(session?.started).toBeGreaterThan(began - 1000)
    expect(session?.started).toBeLessThan(Date.now() + 1000)
    const before = sessionsFindings(seen, Date.now() + 2000)
    expect(before.find(({ layer }) => layer === `pid ${pid}`)?.level).toBe('warning')
    const byPs = await lookAtSessions({ ...surroundings(), platform: 'darwin' })
    expect(byPs?.map((one) => one.pid)).toContain(pid)
  }

  test.each(['2.1.197', '2.1.329'] as const)('%s, called by its path', async (version) => {
    const began = Date.now()
    await expectFound(await open(clientPath(version)), began)
  })

  test('laid out as its own installer does, called by the link', async () => {
    const version: ClientVersion = '2.1.329'
    const real = join(home, '.local/share/claude/versions', version)
    const link = join(home, '.local/bin/claude')
    await mkdir(dirname(real), { recursive: true })
    await mkdir(dirname(link), { recursive: true })
    await copyFile(clientPath(version), real)
    await symlink(real, link)
    const began = Date.now()
    await expectFound(await open(link), began)
  })
})

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid, 'SIGKILL')
  await gone
}
