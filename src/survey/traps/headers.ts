// Headers in a form that the client drops, sends garbled, or chokes on. Their values never appear here.
import { isBefore, type Version } from '../claude-version.ts'
import { valueOf } from '../layers-effective.ts'
import type { Finding } from '../finding.ts'
import { entryEdit, type Fault, faultOf, type Spoken } from './headers-entry.ts'
import { inFile } from './mend.ts'
import {
  activeSignals,
  finding,
  isEnabled,
  isGrpc,
  layerOf,
  sendsOtlp,
  type Signal,
  type Trap,
  type TrapFacts,
} from './trap.ts'

const generic = 'OTEL_EXPORTER_OTLP_HEADERS'
/** The oldest one seen to drop only the header that it cannot decode. */
const dropsOneSince: Version = [2, 1, 329]
const fails = 'the export of every signal that uses it fails'
const dropped = 'the client drops it without a word'

export const headersForm: Trap = (facts) => {
  if (!isEnabled(facts)) return []
  const names = [generic, ...activeSignals(facts).map(ownName)]
  const used = names.filter((name) => (valueOf(facts.effective, name) ?? '').trim() !== '')
  const found = used.flatMap((name) => judge(facts, name))
  if (found.length > 0) return found
  return [
    finding('headers-form', 'ok', {
      text: used.length === 0 ? 'No headers are set.' : 'Headers are written name=value.',
    }),
  ]
}

function ownName(signal: Signal): string {
  return `OTEL_EXPORTER_OTLP_${signal}_HEADERS`
}

/** How the signals that get these headers are sent. */
function spokenFor(facts: TrapFacts, name: string): Spoken[] {
  const using = activeSignals(facts).filter(
    (signal) => sendsOtlp(facts, signal) && (name === generic || name === ownName(signal)),
  )
  const spoken = using.map((signal): Spoken => (isGrpc(facts, signal) ? 'grpc' : 'http'))
  return spoken.length === 0 ? ['http'] : [...new Set(spoken)]
}

function judge(facts: TrapFacts, name: string): Finding[] {
  const value = valueOf(facts.effective, name) ?? ''
  const entries = value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const layer = layerOf(facts, name)
  const spoken = spokenFor(facts, name)
  return entries.flatMap((entry, index) => {
    const fault = faultOf(entry, spoken)
    if (fault === null || layer === null) return []
    const text = `${name}, entry ${index + 1} of ${entries.length}, ${told(facts, fault, entry)}.`
    const isGarbled = fault === 'percent' || fault === 'quotes' || fault === 'semicolon'
    const fix = fixFor(facts, { name, value, spoken, fault })
    return [finding('headers-form', isGarbled ? 'warning' : 'error', { text, layer, fix })]
  })
}

function told(facts: TrapFacts, fault: Fault, entry: string): string {
  const texts: Readonly<Record<Fault, string>> = {
    control: `holds a line break or another character that no header may have: ${fails}`,
    // Measured: with an "=" further on, the whole left part is taken for a name, and that stops every request.
    colon: `is written Name: value, but must be name=value: ${entry.includes('=') ? fails : dropped}`,
    'no-equals': `has no name before "=": ${dropped}`,
    name: `has a name that no header may have: ${fails}`,
    percent: 'is percent-encoded: the client sends it exactly as written, %20 and all',
    semicolon: 'holds a ";": over gRPC the client cuts the value there',
    undecodable: `has a "%" that starts no code: over gRPC ${isBefore(facts.version, dropsOneSince) ? fails : dropped}`,
    foreign: `holds a character that no header may have over gRPC: ${fails}`,
    quotes: 'is in quotes: the client sends the quotes too',
  }
  return texts[fault]
}

interface Case {
  readonly name: string
  readonly value: string
  readonly spoken: readonly Spoken[]
  readonly fault: Fault
}

/** The value stays where it is: the line rewrites it without showing it. */
function fixFor(facts: TrapFacts, { name, value, spoken, fault }: Case): string {
  const layer = layerOf(facts, name)
  const edit = entryEdit(fault, value)
  const encoding = spoken.includes('grpc')
    ? '"%" written %25 and ";" written %3B'
    : 'nothing encoded'
  if (layer === null || layer.name === 'shell') {
    return facts.shell === 'posix' && edit !== null
      ? `export ${name}="$(printf %s "$${name}" | ${edit})"`
      : `Write ${name} in your shell as name=value,name2=value2, with ${encoding}.`
  }
  return `${inFile(layer, name, '').replace(/\.$/, '')} (your own names and values, commas between, ${encoding}).`
}
