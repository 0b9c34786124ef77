// Files for an administrator: below the folder that was named, and nowhere else.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { envChange } from '../../src/env/change.ts'
import { planManaged } from '../../src/placing/managed.ts'
import { applied, type Bench, bench, disconnect, tree } from './bench.ts'

let to: Bench
beforeEach(() => void (to = bench()))
afterEach(() => to.end())

const place = async (change: Record<string, string | null>): Promise<void> =>
  applied(to, await planManaged(to.around, 'out/here', envChange(change), to.receipt.placements))

it('writes a drop-in and how to install it, and takes both away again', async () => {
  await place({ OTEL_LOGS_EXPORTER: 'otlp', OTEL_TRACES_EXPORTER: null })
  const folder = join(to.home, 'out', 'here')
  expect(
    JSON.parse(
      readFileSync(join(folder, 'managed-settings.d', '50-claude-telemetry.json'), 'utf8'),
    ),
  ).toEqual({
    env: { OTEL_LOGS_EXPORTER: 'otlp' },
  })
  const text = readFileSync(join(folder, 'INSTALL.txt'), 'utf8')
  for (const place of [
    '/etc/claude-code/',
    '/Library/Application Support/ClaudeCode/',
    'C:\\Program Files\\ClaudeCode\\',
  ])
    expect(text).toContain(place)
  await disconnect(to)
  expect(tree(to.home)).toEqual([])
})

it.runIf(process.platform !== 'win32')(
  'closes a file with a secret and says who will read it',
  async () => {
    await place({ OTEL_EXPORTER_OTLP_HEADERS: 'x=hush' })
    const folder = join(to.home, 'out', 'here')
    expect(
      statSync(join(folder, 'managed-settings.d', '50-claude-telemetry.json')).mode & 0o777,
    ).toBe(0o600)
    expect(readFileSync(join(folder, 'INSTALL.txt'), 'utf8')).toMatch(/secret/)
    expect(JSON.stringify(to.receipt)).not.toContain('hush')
  },
)
