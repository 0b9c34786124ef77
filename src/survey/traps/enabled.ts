// The one switch that turns the export on.
import { isOn, shown } from '../layers-names.ts'
import { called } from '../layers-layer.ts'
import { valueOf } from '../layers-effective.ts'
import { expectedValue, mend } from './mend.ts'
import { finding, layerOf, type Trap } from './trap.ts'

const name = 'CLAUDE_CODE_ENABLE_TELEMETRY'

export const telemetryEnabled: Trap = (facts) => {
  const value = valueOf(facts.effective, name)
  const layer = layerOf(facts, name)
  if (isOn(value) && layer !== null) {
    return [
      finding('telemetry-enabled', 'ok', {
        text: `Telemetry is on: ${called(layer)} set ${name}=${shown(name, value ?? '')}.`,
        layer,
      }),
    ]
  }
  const wanted = facts.expected.connected || facts.expected.endpoint !== null
  const fix =
    expectedValue(facts, name) === null && !wanted
      ? 'claude-telemetry init'
      : mend(facts, name, '1')
  if (value !== null) {
    const text = `Telemetry is off: ${name}=${shown(name, value)}. Nothing is sent.`
    return [finding('telemetry-enabled', wanted ? 'error' : 'warning', { text, layer, fix })]
  }
  const text = `Telemetry is off: nothing that Claude Code reads sets ${name}. Nothing is sent.`
  return [finding('telemetry-enabled', wanted ? 'error' : 'warning', { text, fix })]
}
