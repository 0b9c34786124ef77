// One owner per folder, across processes: the second is told, and the lock dies with its holder.
import { beforeAll, expect, test } from 'vitest'
import { batch, delta } from './facts.ts'
import { newFolder, opened } from './folder.ts'
import { bundleWriter, killedAfter } from './killing.ts'

beforeAll(bundleWriter)

test('while another process owns the folder it cannot be opened; when that is killed it can', async () => {
  const folder = newFolder()
  const running = killedAfter(1500, folder, 1)
  let code: unknown = null
  for (const end = Date.now() + 1200; code === null && Date.now() < end;) {
    // Until the other one has it, or had it.
    await new Promise((resolve) => setTimeout(resolve, 700))
    code = await opened(folder).then(
      (store) => store.close().then(() => null),
      (cause: { code?: unknown }) => cause.code,
    )
  }
  expect(code).toBe('store-owned')
  expect((await running).acknowledged.length).toBeGreaterThan(10)
  expect(await (await opened(folder)).write(batch(delta()))).toMatchObject({ stored: 1 })
})
