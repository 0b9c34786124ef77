// Before the tests: the threads that sources start are bundled afresh, so that none is older than what is tested.
import { join } from 'node:path'
import { bundleInto, threadCache, threads } from '../scripts/threads.mjs'

export default async function setup(): Promise<void> {
  const root = join(import.meta.dirname, '..')
  await bundleInto(root, threadCache(root), threads)
}
