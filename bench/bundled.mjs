// The parts of the sources that a measurement calls itself, bundled once for each run.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../scripts/fresh.mjs'
import { bundleInto, threadCache, threads } from '../scripts/threads.mjs'

const folder = join(threadCache(root), 'bench')

export async function bundleParts() {
  await bundleInto(root, folder, { ...threads, parts: 'bench/parts.ts' })
  return parts()
}

/** For a child of the run: what its parent has bundled. */
export function parts() {
  return import(pathToFileURL(join(folder, 'parts.js')).href)
}
