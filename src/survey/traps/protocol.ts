// The protocol word: a bad one stops the start of telemetry as a whole, for every signal.
import { isBefore, type Version } from '../claude-version.ts'
import { valueOf } from '../layers-effective.ts'
import { shown } from '../layers-names.ts'
import type { Finding } from '../finding.ts'
import { expectedValue, mend } from './mend.ts'
import {
  activeSignals,
  deciding,
  finding,
  isEnabled,
  layerOf,
  sendsOtlp,
  type Trap,
  type TrapFacts,
} from './trap.ts'

const known = ['grpc', 'http/json', 'http/protobuf']
/** The oldest one seen to fall back to http/protobuf by itself. */
const fallsBackSince: Version = [2, 1, 329]
const generic = 'OTEL_EXPORTER_OTLP_PROTOCOL'

export const protocolWord: Trap = (facts) => {
  if (!isEnabled(facts)) return []
  const sending = activeSignals(facts).filter((signal) => sendsOtlp(facts, signal))
  const names = [...new Set(sending.map((signal) => deciding(facts, signal, 'PROTOCOL')))]
  const found = names.flatMap((name) => judge(facts, name))
  return found.length > 0
    ? found
    : [finding('protocol-word', 'ok', { text: 'The protocol is one that the client knows.' })]
}

function judge(facts: TrapFacts, name: string): Finding[] {
  const value = valueOf(facts.effective, name) ?? ''
  const word = value.trim()
  if (known.includes(word)) return []
  const fix = mend(facts, name, expectedValue(facts, generic) ?? 'http/protobuf')
  const layer = layerOf(facts, name)
  if (word === '') return [unset(facts, fix)]
  const small = known.includes(word.toLowerCase()) ? ' Write it in small letters.' : ''
  const text = `${name}=${shown(name, value)} is no protocol that the client knows. This one word silences every signal. It knows ${known.join(', ')}.${small}`
  return [finding('protocol-word', 'error', { text, layer, fix })]
}

function unset(facts: TrapFacts, fix: string): Finding {
  const old = isBefore(facts.version, fallsBackSince)
  const text = old
    ? `${generic} is not set: clients of this age then send nothing at all.`
    : `${generic} is not set: this client takes http/protobuf, older ones send nothing.`
  return finding('protocol-word', old ? 'error' : 'note', {
    text,
    layer: layerOf(facts, generic),
    fix,
  })
}
