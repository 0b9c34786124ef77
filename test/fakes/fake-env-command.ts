// Stands in for `claude-telemetry env`: the same pure parts, but the change comes from a file.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { EnvChange } from '../../src/env/change.ts'
import { unsetChange, withFormer } from '../../src/env/former.ts'
import { isShellName, spell } from '../../src/env/shells/registry.ts'

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    shell: { type: 'string' },
    change: { type: 'string' },
    unset: { type: 'boolean', default: false },
    fail: { type: 'boolean', default: false },
  },
})

if (values.fail || values.shell === undefined || !isShellName(values.shell)) {
  console.error('This run fails on purpose.')
  process.exitCode = 3
} else {
  const change = JSON.parse(readFileSync(values.change ?? '', 'utf8')) as EnvChange
  const names = change.map(({ name }) => name)
  const made = values.unset ? unsetChange(names, process.env) : withFormer(change, process.env)
  process.stdout.write(spell(made, values.shell))
}
