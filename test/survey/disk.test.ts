// Room on disk: measured here, and what is said about little of it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { diskFindings, lookAtDisk } from '../../src/survey/disk.ts'

const mb = 1024 * 1024

test('places on one disk are one entry, also those that do not exist yet', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'disk-'))
  const paths = [folder, join(folder, 'a', 'b'), join(folder, 'c'), folder]
  const seen = await lookAtDisk(paths)
  await rm(folder, { recursive: true })
  expect(seen).toEqual([{ paths: [...new Set(paths)], free: expect.any(Number) }])
})

test.each([
  [0, 'error', '0 MB'],
  [50 * mb - 1, 'error', '49 MB'],
  [50 * mb, 'warning', '50 MB'],
  [500 * mb - 1, 'warning', '499 MB'],
  [500 * mb, 'ok', '500 MB'],
  [2048 * mb, 'ok', '2.0 GB'],
  [null, 'note', 'not known'],
])('%s bytes: %s', (free, level, words) => {
  const [finding] = diskFindings([{ paths: ['/a', '/b'], free }])
  expect(finding).toMatchObject({ id: 'disk-space', level, layer: '/a' })
  expect(finding?.text).toContain(words)
  expect(finding?.text).toContain('/a, /b')
})
