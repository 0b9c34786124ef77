// Who is our process: only the one that says its instance; a number in use again is somebody else's and is left alone.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { contact } from '../../../src/embedded/life/contact.ts'
import { down } from '../../../src/embedded/life/down.ts'
import { readMark, writeMark } from '../../../src/embedded/life/mark.ts'
import { startByPs, startOf } from '../../../src/world/alive.ts'
import { freePort } from '../../../src/world/net.ts'
import type { Places } from '../../../src/world/places.ts'

const never = new AbortController().signal
let places: Places
let other: ChildProcess

beforeEach(async () => {
  const state = await mkdtemp(join(tmpdir(), 'ct-life-'))
  places = { config: state, data: state, state, cache: state, home: null }
  other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
})
afterEach(async () => {
  other.kill('SIGKILL')
  await rm(places.state, { recursive: true })
})

async function marked(pid: number, started: string | null): Promise<void> {
  const port = await freePort()
  await writeMark(places, {
    schemaVersion: 1,
    pid,
    started,
    instance: 'an instance',
    version: '0.0.0',
    ports: { grpc: port, http: port, page: port },
    since: new Date().toISOString(),
  })
}

it('is absent without a mark, and with one that is not whole', async () => {
  expect(await contact(places)).toEqual({ state: 'absent' })
  await writeFile(join(places.state, 'serve.json'), '{"schemaVersion":1,"pi')
  expect(await contact(places)).toEqual({ state: 'absent' })
  expect(await down(places, never)).toBe(false)
})

it('is dead when its process is gone, and the mark goes with the next down', async () => {
  await marked(2 ** 22 + 1, null)
  expect(await contact(places)).toMatchObject({ state: 'dead' })
  expect(await down(places, never)).toBe(false)
  expect(await readMark(places)).toBeNull()
})

it('is silent when its process lives and does not answer', async () => {
  const pid = other.pid ?? 0
  await marked(pid, await startOf(pid))
  expect(await contact(places)).toMatchObject({ state: 'silent' })
})

describe.runIf(process.platform === 'linux')('a number in use again', () => {
  it('is not us, and is never signalled', async () => {
    await marked(other.pid ?? 0, 'another start')
    expect(await contact(places)).toMatchObject({ state: 'dead' })
    expect(await down(places, never)).toBe(false)
    expect(other.exitCode).toBeNull()
    expect(other.signalCode).toBeNull()
  })
})

describe('one that does not end', () => {
  it.runIf(process.platform === 'linux')('is made to, when it is surely ours', async () => {
    const deaf = spawn('sh', ['-c', "trap '' TERM; echo ready; while :; do sleep 0.1; done"])
    await new Promise((resolve) => deaf.stdout.once('data', resolve))
    await marked(deaf.pid ?? 0, await startOf(deaf.pid ?? 0))
    expect(await down(places, never, { asked: 300, made: 5_000 })).toBe(true)
    expect(await readMark(places)).toBeNull()
    await vi.waitFor(() => expect(deaf.signalCode).toBe('SIGKILL'))
  })

  it('is left alone where nobody can know whose it is', async () => {
    await marked(other.pid ?? 0, null)
    await expect(down(places, never)).rejects.toMatchObject({
      code: 'unhealthy',
      message: expect.stringContaining('It was left alone.'),
    })
    expect([other.exitCode, other.signalCode]).toEqual([null, null])
  })
})

it.runIf(process.platform === 'linux')('what has ended and is not collected is dead', async () => {
  const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'])
  const text = await new Promise<string>((resolve) =>
    parent.stdout.once('data', (piece) => resolve(String(piece))),
  )
  const pid = Number(text)
  await marked(pid, await startOf(pid))
  expect(await contact(places)).toMatchObject({ state: 'silent' })
  await vi.waitFor(async () => expect(await contact(places)).toMatchObject({ state: 'dead' }), {
    timeout: 10_000,
  })
  parent.kill('SIGKILL')
})

it.skipIf(process.platform === 'win32')('a start by ps is the same each time', async () => {
  const pid = other.pid ?? 0
  const start = await startByPs(pid)
  expect(start).toMatch(/\d{4}$/)
  expect(await startByPs(pid)).toBe(start)
  expect(await startByPs(2 ** 22 + 1)).toBeNull()
})
