// The bed's own promise: a missing part is never silent.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { noCompiler } from '../scripts/bed/built.mjs'
import { clientVersions, part } from './bed.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ct-bed-'))
  vi.stubEnv('CLAUDE_TELEMETRY_BED', folder)
  vi.stubEnv('CLAUDE_TELEMETRY_COULD_NOT_RUN', join(folder, 'could-not-run'))
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

test('a part that is not there is written down with its reason', () => {
  for (const version of clientVersions) expect(part(`claude-${version}`)).toBeNull()
  const lines = readFileSync(join(folder, 'could-not-run'), 'utf8').trim().split('\n')
  expect(lines).toEqual(
    clientVersions.map((version) => `claude-${version}\tnot there; npm run bed`),
  )
})

test('a part that nobody listed is a mistake of the test', () => {
  expect(() => part('cluade-2.1.329')).toThrow('No part of the bed')
})

test.skipIf(process.platform === 'win32')(
  'a compiler that is missing or too old is a reason, not a failure',
  () => {
    vi.stubEnv('PATH', folder)
    writeFileSync(join(folder, 'go.mod'), 'module ours\n\ngo 1.26.7\n')
    const because = (): string | null => noCompiler({ needs: 'go', inputs: ['/go.mod'] }, folder)
    expect(because()).toBe('needs go, which is not installed')
    const here = (version: string): void =>
      writeFileSync(join(folder, 'go'), `#!/bin/sh\necho go${version}\n`, { mode: 0o755 })
    here('1.9.12')
    expect(because()).toBe('needs go 1.26.7, this is 1.9.12')
    here('1.26.7')
    expect(because()).toBeNull()
    here('1.30.0')
    expect(because()).toBeNull()
  },
)
