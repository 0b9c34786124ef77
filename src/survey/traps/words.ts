// Three more variables whose value does something else than it seems to.
import { valueOf } from '../layers-effective.ts'
import { isOff, isOn, shown } from '../layers-names.ts'
import { inFile, inShell, mend } from './mend.ts'
import { finding, isEnabled, layerOf, type Trap } from './trap.ts'

const temporalityName = 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'

export const temporality: Trap = (facts) => {
  if (!isEnabled(facts)) return []
  const value = valueOf(facts.effective, temporalityName) ?? ''
  if (/^(?:delta|lowmemory)?$/i.test(value))
    return [finding('temporality', 'ok', { text: 'The client sends deltas.' })]
  const meant =
    value.toLowerCase() === 'cumulative'
      ? 'asks for running totals'
      : 'is no word that the client knows, so it sends running totals'
  const text = `${temporalityName}=${shown(temporalityName, value)} ${meant}: each process counts from 0 again, and sums over them are wrong.`
  return [
    finding('temporality', 'warning', {
      text,
      layer: layerOf(facts, temporalityName),
      fix: mend(facts, temporalityName, 'delta'),
    }),
  ]
}

const sessionName = 'OTEL_METRICS_INCLUDE_SESSION_ID'

/** Measured: anything but a word for yes takes it away, an empty value too. */
export const sessionId: Trap = (facts) => {
  if (!isEnabled(facts)) return []
  const value = valueOf(facts.effective, sessionName)
  if (value === null || isOn(value))
    return [finding('session-id', 'ok', { text: 'session.id stays on points and events.' })]
  const text = `${sessionName}=${shown(sessionName, value)} takes session.id off metrics and off events too: sessions cannot be told apart.`
  return [
    finding('session-id', 'warning', {
      text,
      layer: layerOf(facts, sessionName),
      fix: mend(facts, sessionName, null),
    }),
  ]
}

const optOuts = [
  'DISABLE_TELEMETRY',
  'DO_NOT_TRACK',
  'DISABLE_ERROR_REPORTING',
  'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC',
  'OTEL_SDK_DISABLED',
]
const switchName = 'CLAUDE_CODE_ENABLE_TELEMETRY'

export const optOutIdle: Trap = (facts) => {
  const set = optOuts.filter((name) => {
    const value = valueOf(facts.effective, name)
    return value !== null && value !== '' && !isOff(value)
  })
  const [first] = set
  if (!isEnabled(facts)) return []
  if (first === undefined)
    return [
      finding('opt-out-idle', 'ok', {
        text: 'No telemetry-off variable is set beside this export.',
      }),
    ]
  const on = layerOf(facts, switchName)
  const stop = facts.expected.connected
    ? 'claude-telemetry disconnect'
    : on === null || on.name === 'shell'
      ? inShell(facts.shell, switchName, null)
      : inFile(on, switchName, null)
  const verb = set.length === 1 ? 'stops' : 'stop'
  const text = `${set.join(', ')} ${verb} what Claude Code tells its maker, not this export. If nothing at all shall be sent, turn the export itself off.`
  return [finding('opt-out-idle', 'note', { text, layer: layerOf(facts, first), fix: stop })]
}
