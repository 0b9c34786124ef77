// Makes the page: everything that a browser needs in one folder, nothing from elsewhere.
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const source = 'src/web/page'

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
  return metafile
}
