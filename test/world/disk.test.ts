// Disk space, asked of the disk under the temporary folder.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { spaceAt } from '../../src/world/disk.ts'

test('a path that does not exist yet is answered for by the nearest folder', async () => {
  const folder = tmpdir()
  const here = await spaceAt(folder)
  const deeper = await spaceAt(join(folder, 'not-there', 'nor-this'))
  expect(here?.total).toBeGreaterThan(0)
  expect(here?.free).toBeLessThanOrEqual(here?.total ?? 0)
  expect(deeper?.at).toBe(folder)
  expect(deeper?.disk).toBe(here?.disk)
})
