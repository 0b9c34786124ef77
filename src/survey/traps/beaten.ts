// A value set in the shell that changes nothing, because a settings file has another one.
import type { Held, Variable } from '../layers-effective.ts'
import { called } from '../layers-layer.ts'
import { isOn, shown } from '../layers-names.ts'
import type { Finding } from '../finding.ts'
import { expectedValue, inShell, mend } from './mend.ts'
import { finding, type Trap, type TrapFacts } from './trap.ts'

export const userBeatsShell: Trap = (facts) => {
  const found = Object.values(facts.effective).flatMap((variable) => beaten(facts, variable))
  return found.length > 0
    ? found
    : [finding('user-beats-shell', 'ok', { text: 'No settings file contradicts the shell.' })]
}

function beaten(facts: TrapFacts, variable: Variable): Finding[] {
  const { name, value, layer } = variable
  const shell = variable.overridden.find((held: Held) => held.layer.name === 'shell')
  if (value === null || layer === null || shell === undefined || shell.value === value) return []
  const wanted = expectedValue(facts, name)
  const shellIsRight = wanted !== null && wanted === shell.value
  const text = `${name} is ${shown(name, shell.value)} in the shell, but the ${called(layer)} say ${shown(name, value)}, and those win.`
  const fix = shellIsRight ? mend(facts, name, wanted) : inShell(facts.shell, name, null)
  const offInVain = name === 'CLAUDE_CODE_ENABLE_TELEMETRY' && isOn(value) !== isOn(shell.value)
  return [
    finding('user-beats-shell', shellIsRight || offInVain ? 'warning' : 'note', {
      text,
      layer,
      fix,
    }),
  ]
}
