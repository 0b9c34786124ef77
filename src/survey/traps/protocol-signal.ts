// A protocol for one signal that our endpoint does not speak: that signal alone is lost.
import { valueOf } from '../layers-effective.ts'
import { shown } from '../layers-names.ts'
import type { Finding } from '../finding.ts'
import { expectedValue, mend } from './mend.ts'
import { samePlace } from './place.ts'
import {
  activeSignals,
  deciding,
  finding,
  isEnabled,
  layerOf,
  plain,
  sendsOtlp,
  type Signal,
  type Trap,
  type TrapFacts,
} from './trap.ts'

const generic = 'OTEL_EXPORTER_OTLP_PROTOCOL'

export const protocolSignal: Trap = (facts) => {
  if (!isEnabled(facts)) return []
  const sending = activeSignals(facts).filter((signal) => sendsOtlp(facts, signal))
  const found = sending.flatMap((signal) => judge(facts, signal))
  return found.length > 0
    ? found
    : [
        finding('protocol-signal', 'ok', {
          text: 'No signal has a protocol of its own that our endpoint does not speak.',
        }),
      ]
}

function judge(facts: TrapFacts, signal: Signal): Finding[] {
  const name = deciding(facts, signal, 'PROTOCOL')
  const value = valueOf(facts.effective, name) ?? ''
  const spoken = expectedValue(facts, generic)
  const general = valueOf(facts.effective, generic) ?? ''
  if (name === generic || spoken === null || value.trim() === general.trim()) return []
  if (wayOf(value) === null || wayOf(value) === wayOf(spoken) || !isOurs(facts, signal)) return []
  const text = `${name}=${shown(name, value)}, but the endpoint is ours for ${spoken}: ${plain[signal]} are lost, and the rest arrives.`
  return [
    finding('protocol-signal', facts.expected.connected ? 'error' : 'warning', {
      text,
      layer: layerOf(facts, name),
      fix: mend(facts, name, null),
    }),
  ]
}

/** Both kinds of HTTP go to the same port; an unknown word has a finding of its own. */
function wayOf(protocol: string): 'grpc' | 'http' | null {
  const word = protocol.trim()
  if (word === 'grpc') return 'grpc'
  return word === 'http/json' || word === 'http/protobuf' ? 'http' : null
}

function isOurs(facts: TrapFacts, signal: Signal): boolean {
  const value = valueOf(facts.effective, deciding(facts, signal, 'ENDPOINT')) ?? ''
  const base = value.trim().replace(/\/v1\/(?:metrics|logs|traces)\/?$/, '')
  const aims = [facts.expected.endpoint, expectedValue(facts, 'OTEL_EXPORTER_OTLP_ENDPOINT')]
  return aims.some((aim) => aim !== null && samePlace(base, aim))
}
