// An endpoint for one signal replaces the generic one and is used exactly as written.
import { called } from '../layers-layer.ts'
import { isOn, shown } from '../layers-names.ts'
import { valueOf } from '../layers-effective.ts'
import type { Finding } from '../finding.ts'
import { mend } from './mend.ts'
import { samePlace } from './place.ts'
import {
  activeSignals,
  deciding,
  finding,
  isEnabled,
  isGrpc,
  layerOf,
  plain,
  sendsOtlp,
  type Signal,
  type Trap,
  type TrapFacts,
} from './trap.ts'

export const endpointSignal: Trap = (facts) => {
  if (!isEnabled(facts)) return []
  const own = activeSignals(facts).filter(
    (signal) => sendsOtlp(facts, signal) && deciding(facts, signal, 'ENDPOINT') === nameOf(signal),
  )
  const found = [...own.map((signal) => judge(facts, signal)), ...betaMove(facts)]
  return found.length > 0
    ? found
    : [finding('endpoint-signal', 'ok', { text: 'No signal has an endpoint of its own.' })]
}

function nameOf(signal: Signal): string {
  return `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`
}

function judge(facts: TrapFacts, signal: Signal): Finding {
  const name = nameOf(signal)
  const value = valueOf(facts.effective, name) ?? ''
  const layer = layerOf(facts, name)
  const path = `/v1/${signal.toLowerCase()}`
  const grpc = isGrpc(facts, signal)
  const aim = facts.expected.endpoint ?? valueOf(facts.effective, 'OTEL_EXPORTER_OTLP_ENDPOINT')
  const fix = mend(facts, name, null)
  const start = `${name}=${shown(name, value)}`
  if (!/^\s*https?:\/\//i.test(value)) {
    const text = `${start} has no scheme: the client passes it over or falls back to localhost:4318.`
    return finding('endpoint-signal', 'warning', { text, layer, fix })
  }
  if (!grpc && !new RegExp(`${path}/?$`).test(value.trim())) {
    const text = `${start} is used exactly as written: ${plain[signal]} are posted there without ${path}, which a receiver answers with 404.`
    return finding('endpoint-signal', 'error', { text, layer, fix })
  }
  if (aim !== null && samePlace(value.trim().replace(new RegExp(`${path}/?$`), ''), aim)) {
    return finding('endpoint-signal', 'note', {
      text: `${start} is where ${plain[signal]} would go anyway.`,
      layer,
    })
  }
  const text = `${start}: ${plain[signal]} go there and not to ${aim === null ? 'the generic endpoint' : shown('', aim)}, set by ${layer === null ? 'nobody' : called(layer)}.`
  return finding('endpoint-signal', facts.expected.connected ? 'error' : 'warning', {
    text,
    layer,
    fix,
  })
}

/** Measured: with both beta variables, events and traces leave for the other address, metrics stay. */
function betaMove(facts: TrapFacts): Finding[] {
  const name = 'BETA_TRACING_ENDPOINT'
  const value = valueOf(facts.effective, name) ?? ''
  if (value === '' || !isOn(valueOf(facts.effective, 'ENABLE_BETA_TRACING_DETAILED'))) return []
  const text = `${name}=${shown(name, value)} moves events and traces there; metrics stay.`
  return [
    finding('endpoint-signal', 'warning', {
      text,
      layer: layerOf(facts, name),
      fix: mend(facts, name, null),
    }),
  ]
}
