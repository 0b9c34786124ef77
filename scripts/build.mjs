// Makes dist/ from src/: every package bundled, so that users install none, with licences and types.
import { chmod, mkdir, readFile, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { emitTypes } from './build-types.mjs'
import { leftOut } from './left-out.mjs'
import { bundledPackages, licenceText } from './licences.mjs'
import { nativePackage, shipNative } from './native.mjs'
import { nodeFromCommonJs } from './node-from-commonjs.mjs'
import { buildPage } from './page.mjs'
import { threads } from './threads.mjs'

const root = join(import.meta.dirname, '..')

/** Into a draft beside dist, then swapped: a build that fails leaves the last good one. */
async function main() {
  const started = new Date()
  const draft = join(root, 'dist', `.draft-${process.pid}`)
  await mkdir(draft, { recursive: true })
  try {
    const { metafile } = await bundle(draft)
    const page = await buildPage(root, join(draft, 'page'))
    await writeFile(
      join(draft, 'THIRD-PARTY-LICENSES.txt'),
      await licenceText(root, packagesIn([metafile, page])),
    )
    await emitTypes(root, join(draft, 'types'))
    await shipNative(root)
    await makeExecutable(join(draft, 'main.js'))
    // As old as what it was made from: a source saved meanwhile is newer, and calls for the next build.
    await utimes(join(draft, 'main.js'), started, started)
    await swap(draft, join(root, 'dist'))
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

function packagesIn(metafiles) {
  return [...new Set([...metafiles.flatMap(bundledPackages), nativePackage])].toSorted()
}

function bundle(outdir) {
  return build({
    absWorkingDir: root,
    entryPoints: { main: 'src/main.ts', index: 'src/index.ts', ...threads },
    outdir,
    // All files side by side: the program's own copy is named by what lies there.
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // Some packages ship a form with requires that no bundler can follow; their modules are fine.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    // CommonJS inside asks where it lies; nothing that it holds there is shipped.
    define: { __dirname: '"/nowhere"', __filename: '"/nowhere/file.js"' },
    metafile: true,
    logLevel: 'warning',
    plugins: [leftOut, nodeFromCommonJs],
  })
}

/** Not a banner: that would stand in every chunk. */
async function makeExecutable(path) {
  await writeFile(path, `#!/usr/bin/env node\n${await readFile(path, 'utf8')}`)
  await chmod(path, 0o755)
}

/** A folder does not take the place of a full one. */
const folders = new Set(['types', 'page'])

/** Files first, leftovers last: whoever starts meanwhile finds the old or the new entry, never none. */
async function swap(draft, dist) {
  const made = await readdir(draft)
  const late = (name) => name === 'main.js' || name === 'index.js'
  const inOrder = made.toSorted((a, b) => Number(late(a)) - Number(late(b)))
  for (const name of inOrder) {
    if (folders.has(name)) await rm(join(dist, name), { recursive: true, force: true })
    await rename(join(draft, name), join(dist, name))
  }
  for (const name of await readdir(dist)) {
    if (!made.includes(name) && !name.startsWith('.draft-'))
      await rm(join(dist, name), { recursive: true, force: true })
  }
}

try {
  await main()
} catch (cause) {
  // esbuild has printed its own findings already.
  if (!Array.isArray(cause?.errors))
    process.stderr.write(`${cause instanceof Error ? cause.message : cause}\n`)
  process.exitCode = 1
}
