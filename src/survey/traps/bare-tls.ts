// An address in numbers behind TLS: the client's gRPC refuses it before anything is sent.
import { isBareTls } from '../../config/endpoint.ts'
import { shown } from '../layers-names.ts'
import { valueOf } from '../layers-effective.ts'
import type { Finding } from '../finding.ts'
import { expectedValue, mend } from './mend.ts'
import {
  activeSignals,
  deciding,
  finding,
  isEnabled,
  isGrpc,
  layerOf,
  sendsOtlp,
  type TrapFacts,
} from './trap.ts'

/** The common endpoint and those of single signals, as far as a signal uses them over gRPC. */
export function bareTls(facts: TrapFacts): Finding[] {
  if (!isEnabled(facts)) return []
  const byGrpc = activeSignals(facts).filter(
    (signal) => sendsOtlp(facts, signal) && isGrpc(facts, signal),
  )
  const names = new Set(byGrpc.map((signal) => deciding(facts, signal, 'ENDPOINT')))
  return [...names].flatMap((name) => judge(facts, name))
}

function judge(facts: TrapFacts, name: string): Finding[] {
  const value = valueOf(facts.effective, name) ?? ''
  if (!isBareTls(value.trim())) return []
  const text = `${name}=${shown(name, value)} is a bare address behind TLS. Over gRPC the client never sends to one ("Setting the TLS ServerName to an IP address is not permitted").`
  const fix = fixFor(facts, name, value.trim())
  return [finding('endpoint-scheme', 'error', { text, layer: layerOf(facts, name), fix })]
}

/** Which name the certificate has is known only for what is ours, and for loopback. */
function fixFor(facts: TrapFacts, name: string, value: string): string {
  const ours = expectedValue(facts, 'OTEL_EXPORTER_OTLP_ENDPOINT')
  if (ours !== null && !isBareTls(ours))
    return mend(facts, name, name === 'OTEL_EXPORTER_OTLP_ENDPOINT' ? ours : null)
  const named = value.replace(/^(https:\/\/)(?:127(?:\.\d+){3}|\[::1\])(?=[:/]|$)/i, '$1localhost')
  if (named !== value) return mend(facts, name, named)
  const layer = layerOf(facts, name)
  const advice = `write ${name} with the name of that host, as its certificate has it, instead of its address.`
  if (layer?.name === 'managed')
    return `Ask whoever manages this machine: in ${layer.path ?? 'its settings'}, ${advice}`
  return `In ${layer?.path ?? 'your shell'}, ${advice}`
}
