// What scripts/page.mjs offers to tests.
import type { Metafile } from 'esbuild'

export function buildPage(root: string, outdir: string): Promise<Metafile>
