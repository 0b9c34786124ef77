// One owner per folder, across processes: the second is told, and the lock dies with its holder.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { batch, delta } from './facts.ts'
import { newFolder, opened } from './folder.ts'
import { bundleWriter, killedAfter } from './killing.ts'

beforeAll(bundleWriter)

test(
  'while another process owns the folder it cannot be opened; when that is killed it can',
  { timeout: 120_000 },
  async () => {
    const folder = newFolder()
    const running = killedAfter(5000, folder, 1)
    const said = join(folder, 'said.txt')
    // It has the store from the moment it writes.
    for (
      const end = Date.now() + 60_000;
      !(existsSync(said) && readFileSync(said).includes('sent'));
    ) {
      if (Date.now() > end) throw new Error('The other process never wrote.')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await expect(opened(folder)).rejects.toMatchObject({ code: 'store-owned' })
    expect((await running).acknowledged.length).toBeGreaterThan(10)
    expect(await (await opened(folder)).write(batch(delta()))).toMatchObject({ stored: 1 })
  },
)
