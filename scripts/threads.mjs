// Threads are files of their own: which ones there are, and how a test or a measurement gets them without a build.
import { randomBytes } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

/** Name of the built file → where it begins. */
export const threads = {
  'store-writer': 'src/embedded/store/writer-thread.ts',
  'store-reader': 'src/embedded/store/reader-thread.ts',
}

/** Where sources that run unbundled (tests) look for them; src/world/thread.ts knows the same folder. */
export const threadCache = (root) => join(root, 'node_modules', '.cache', 'claude-telemetry')

/** Bundles entries so that they run as they are; several test runs at once see whole files only. */
export async function bundleInto(root, folder, entryPoints) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: folder,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  })
  await mkdir(folder, { recursive: true })
  for (const { path, contents } of outputFiles) {
    const draft = join(folder, `.${randomBytes(4).toString('hex')}`)
    await writeFile(draft, contents)
    await rename(draft, join(folder, basename(path)))
  }
}
