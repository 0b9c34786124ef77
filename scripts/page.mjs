// Makes the page: everything that a browser needs in one folder, nothing from elsewhere.
import { copyFile, mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const source = 'src/web/page'
/** Packed, all files together. */
const heaviest = 60 * 1024

/** Answers what went in, for the licences. */
export async function buildPage(root, outdir) {
  await mkdir(outdir, { recursive: true })
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [
      { in: `${source}/main.tsx`, out: 'page' },
      { in: `${source}/page.css`, out: 'page' },
    ],
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome111', 'firefox114', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  for (const name of ['index.html', 'icon.svg'])
    await copyFile(join(root, source, name), join(outdir, name))
  await weigh(outdir)
  return metafile
}

async function weigh(folder) {
  const files = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name))),
  )
  const weight = files.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0)
  if (weight > heaviest)
    throw new Error(`The page weighs ${weight} bytes; ${heaviest} are allowed.`)
}
