// A folder of its own for each test, and the stores that were opened in it, closed when the test ends.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Store, type StoreOptions, openStore } from '../../../src/embedded/store/store.ts'

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'claude-telemetry-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function opened(folder: string, options: StoreOptions = {}): Promise<Store> {
  const store = await openStore(folder, options)
  onTestFinished(() => store.close())
  return store
}
