// The lock: one at a time, taken over from the dead, never from the living.
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withLock } from '../../src/state/lock.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ct-lock-'))
})
afterEach(() => rm(folder, { recursive: true }))

const never = new AbortController().signal

it('lets runs in one after the other and leaves nothing', async () => {
  let inside = 0
  let most = 0
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside)
    await new Promise((resolve) => setTimeout(resolve, 5))
    inside--
  }
  await Promise.all(Array.from({ length: 5 }, () => withLock(folder, never, work)))
  expect(most).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

it.each([
  ['of a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, started: null })],
  ['that was cut while being written', '{"pi'],
  ['of a number in use again', JSON.stringify({ pid: process.pid, started: 'another start' })],
])('takes over a lock %s', async (name, text) => {
  // Only Linux tells when a process started; elsewhere a living number is believed.
  if (name.includes('in use again') && process.platform !== 'linux')
    return expect(process.platform).not.toBe('linux')
  await writeFile(join(folder, 'lock'), text)
  expect(await withLock(folder, never, async () => 'in')).toBe('in')
})

it('releases when the work fails', async () => {
  await expect(withLock(folder, never, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await readdir(folder)).toEqual([])
})

it('waits no longer than it is let, and leaves the lock of the living', async () => {
  const text = JSON.stringify({ pid: process.pid, started: null })
  await writeFile(join(folder, 'lock'), text)
  const soon = AbortSignal.timeout(150)
  await expect(withLock(folder, soon, async () => 'in')).rejects.toThrow()
  expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(text)
})
