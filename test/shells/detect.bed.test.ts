// Every real shell starts us, straight and through npm-like wrappers, and is recognised.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandWord, quoteWord } from '../../src/env/shells/registry.ts'
import { part } from '../bed.ts'
import { realShells } from './real-shells.ts'
import { type Bench, clearBench, makeBench, runScript } from './session.ts'

const limit = 60_000
let bench: Bench
let ask: string
let wrap: string

beforeAll(async () => {
  bench = await makeBench()
  ask = join(bench.folder, 'ask.mjs')
  wrap = join(bench.folder, 'npx-cli.mjs')
  await build({
    stdin: {
      contents: `import { parentName } from './src/world/process.ts'
        import { detectShell } from './src/survey/shell-detect.ts'
        import { surroundings } from './src/world/surroundings.ts'
        console.log(detectShell({ ...surroundings(), env: {} }, await parentName()))`,
      resolveDir: join(import.meta.dirname, '../..'),
      loader: 'ts',
    },
    outfile: ask,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  })
  // npm runs a program by a shell of its own, which waits for it.
  await writeFile(
    wrap,
    `import { spawnSync } from 'node:child_process'
     spawnSync('sh', ['-c', '"$0" "$1"; exit $?', process.execPath, ${JSON.stringify(ask)}], { stdio: 'inherit' })`,
  )
}, limit)
afterAll(async () => clearBench(bench))

describe.each(realShells)('$part', (real) => {
  const at = part(real.part)

  it.skipIf(at === null)('is recognised', { timeout: limit }, async () => {
    const node = commandWord(real.shell, process.execPath)
    const lines = [ask, wrap].map((script) => `${node} ${quoteWord(real.shell, script)}`)
    // Something has to follow: several shells replace themselves by the last program of a script.
    const { stdout } = await runScript(bench, at!, real, [...lines, 'echo end'])
    expect(stdout.trim().split('\n')).toEqual([real.shell, real.shell, 'end'])
  })
})
