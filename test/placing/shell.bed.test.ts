// Real shells load what we place, and start without a complaint when our script is gone.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { envChange } from '../../src/env/change.ts'
import { spell } from '../../src/env/shells/registry.ts'
import { planShell } from '../../src/placing/shell.ts'
import { part } from '../bed.ts'
import { applied, type Bench, bench, disconnect, tree } from './bench.ts'

const value = `a'b"$HOME\`id\`\\ 😀`
const change = envChange({ OTEL_RESOURCE_ATTRIBUTES: value })
/** How to start each one the way a terminal does. */
const shells = { bash: ['-i', '-c'], zsh: ['-i', '-c'], fish: ['-c'] }

let to: Bench
beforeEach(() => void (to = bench({ platform: 'linux' })))
afterEach(() => to.end())

describe.each(Object.entries(shells))('%s', (shell, args) => {
  const program = part(shell)
  const run = (line: string): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(program!, [...args, line], {
      cwd: to.home,
      env: { HOME: to.home, PATH: '/usr/bin:/bin', TERM: 'dumb' },
      timeout: 20_000,
      encoding: 'utf8',
    })

  it.skipIf(program === null)(
    'has the value after placing, not after removing, and bears a lost script',
    async () => {
      const quiet = run('true').stderr
      // A shell writes files of its own when it first starts.
      const before = tree(to.home)
      const scripts = join(to.home, "it's own")
      await applied(
        to,
        await planShell(to.around, { shell, change, scripts, own: 'claude-telemetry', spell }, []),
      )
      expect(run('printenv OTEL_RESOURCE_ATTRIBUTES').stdout).toBe(`${value}\n`)
      if (shell !== 'fish') {
        rmSync(scripts, { recursive: true })
        expect(run('true')).toMatchObject({ status: 0, stderr: quiet })
      }
      await disconnect(to)
      expect(run('printenv OTEL_RESOURCE_ATTRIBUTES').stdout).toBe('')
      expect(tree(to.home)).toEqual(before)
    },
  )
})
