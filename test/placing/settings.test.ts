// Must-show 2: settings files of every kind come back byte for byte, mode for mode, or are refused untouched.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { scale } from '../scale.ts'
import { cycle, type CycleResult } from './cycle.ts'
import { closed, generated, handMade, linked, type SettingsCase } from './settings-files.ts'

const isUnix = process.platform !== 'win32'
const cases: SettingsCase[] = [...handMade, ...(isUnix ? linked : [])]

describe('connect, connect again, connect elsewhere, disconnect', () => {
  it.each(cases)('hand-made: $name → $ends', async (one) => {
    expect(await cycle(one)).toEqual({ name: one.name, expected: one.ends, ended: one.ends })
  })

  const count = Math.max(0, scale.settingsFiles - cases.length - closed.length)
  it(`${count} generated files are restored`, { timeout: 1000 * count }, async () => {
    const results: CycleResult[] = []
    for (const one of generated(count)) results.push(await cycle(one))
    expect(results.filter((result) => result.ended !== 'restored')).toEqual([])
    expect(results.length).toBe(count)
  })

  it.runIf(isUnix)(
    'what the system closes is refused, and stays as it was',
    { timeout: 60_000 },
    async () => {
      // The others run, too: root may do things that a user may not.
      const { uid, results } = await asNobody()
      expect(uid).not.toBe(0)
      expect(results.map(({ name, ended }) => `${name}: ${ended}`)).toEqual(
        [...closed, ...handMade, ...linked].map(({ name, ends }) => `${name}: ${ends}`),
      )
    },
  )
})

/** Root is refused nothing, so root becomes nobody for this. */
async function asNobody(): Promise<{ uid: number; results: CycleResult[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-telemetry-nobody-'))
  try {
    chmodSync(folder, 0o755)
    const outfile = join(folder, 'run.mjs')
    const entryPoints = [fileURLToPath(new URL('./unprivileged.ts', import.meta.url))]
    // The parser's main file loads its parts by a name that a bundle cannot follow; its module does not.
    await build({
      entryPoints,
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      logLevel: 'error',
    })
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
    const text = execFileSync(process.execPath, [outfile], {
      ...nobody,
      cwd: tmpdir(),
      env: {},
      timeout: 50_000,
      encoding: 'utf8',
    })
    return JSON.parse(text) as { uid: number; results: CycleResult[] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
