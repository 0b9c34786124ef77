// The program killed at any moment while it makes a plan true: whatever the engine still does, the next run completes it.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { threadCache } from '../../scripts/threads.mjs'
import { scale } from '../scale.ts'
import { applied, asked, openStage, planOf, realParts, removed, twoPorts } from './stage.ts'
import type { Stage } from './stage.ts'

const parts = realParts()
const root = join(import.meta.dirname, '..', '..')
const cache = threadCache(root)
/** About as long as a whole run takes where little else runs. */
const span = 1600

describe.skipIf(parts === null)('a run that is killed', () => {
  let stage: Stage
  beforeAll(async () => {
    await bundle()
    stage = await openStage(parts)
  }, 300_000)
  afterAll(() => stage?.close(), 60_000)

  test('is completed by the next one, right behind it', async () => {
    const stack = 'killed'
    const ports = await twoPorts()
    await applied(planOf({ stack, ports }), stage.docker)
    await asked(ports[0], '/keep', 'a number')
    for (let at = 0; at < scale.applyKills; at += 1) {
      const settings = `fine ${at}`
      const args = [stage.docker.place.where, stack, ...ports.map(String), settings]
      // Every second one begins from nothing but the data.
      if (at % 2 === 1) await removed(stack, stage.docker, true)
      await killedAfter(Math.round((span * (at + 1)) / scale.applyKills), args)
      await applied(planOf({ stack, ports, settings }), stage.docker)
      expect(await asked(ports[0], '/settings')).toBe(settings)
      expect(await asked(ports[0], '/keep')).toBe('a number')
    }
    await removed(stack, stage.docker)
    await stage.mustBeAsBefore()
  }, 1_800_000)
})

/** Packages stay where they are: the folder lies beside them. */
async function bundle(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { 'killed-apply': 'test/docker/killed-apply.ts' },
    outdir: cache,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  })
}

/** Counted from the moment at which it begins; one that was faster is fine. */
function killedAfter(milliseconds: number, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(cache, 'killed-apply.js'), ...args])
    const errors: Buffer[] = []
    const limit = setTimeout(() => child.kill('SIGKILL'), 60_000)
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), milliseconds))
    child.stderr.on('data', (piece: Buffer) => errors.push(piece))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(limit)
      if (signal === 'SIGKILL' || code === 0) resolve()
      else reject(new Error(`ended with ${code}: ${Buffer.concat(errors)}`))
    })
  })
}
