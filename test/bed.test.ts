// The bed's own promise: a missing part is never silent.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
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
