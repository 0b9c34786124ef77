// The endpoint's own form: no scheme falls back to localhost:4318, a path of one signal is doubled.
import { valueOf } from '../layers-effective.ts'
import { shown } from '../layers-names.ts'
import type { Finding } from '../finding.ts'
import { bareTls } from './bare-tls.ts'
import { expectedValue, mend } from './mend.ts'
import {
  activeSignals,
  deciding,
  finding,
  isEnabled,
  isGrpc,
  layerOf,
  sendsOtlp,
  type Trap,
  type TrapFacts,
} from './trap.ts'

const generic = 'OTEL_EXPORTER_OTLP_ENDPOINT'
export const signalEnd = /\/v1\/(?:metrics|logs|traces)\/?$/

export const endpointScheme: Trap = (facts) => {
  const bare = bareTls(facts)
  return [...scheme(facts).filter(({ level }) => level !== 'ok' || bare.length === 0), ...bare]
}

const scheme: Trap = (facts) => {
  const used = genericUse(facts)
  if (used === null) return []
  const { value, grpc } = used
  const layer = layerOf(facts, generic)
  const fall = grpc
    ? 'gRPC then tries TLS and fails'
    : 'the client then falls back to localhost:4318'
  const mended = expectedValue(facts, generic) ?? mendedScheme(value)
  const fix = mend(facts, generic, mended)
  if (value.trim() === '') {
    const text = `${generic} is ${layer === null ? 'not set' : 'empty'}: the client sends to localhost:4318.`
    return [
      finding('endpoint-scheme', facts.expected.endpoint === null ? 'note' : 'error', {
        text,
        layer,
        fix,
      }),
    ]
  }
  const wrong = whatIsWrong(value)
  if (wrong === null)
    return [finding('endpoint-scheme', 'ok', { text: 'The endpoint has a scheme.' })]
  return [
    finding('endpoint-scheme', 'error', {
      text: `${generic}=${shown(generic, value)} ${wrong}: ${fall}.`,
      layer,
      fix,
    }),
  ]
}

/** A blank at the end was measured to break the address, one at its start was not. */
function whatIsWrong(value: string): string | null {
  if (!/^\s*[a-z][a-z0-9+.-]*:\/\//i.test(value)) return 'has no scheme'
  if (!/^\s*https?:\/\//i.test(value)) return 'has a scheme other than http or https'
  return /\s$/.test(value) ? 'ends in a blank' : null
}

function mendedScheme(value: string): string {
  const bare = value
    .trim()
    .replace(/^["']|["']$/g, '')
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
  if (bare === '') return 'http://127.0.0.1:4318'
  return `${/^\s*https:\/\//i.test(value) ? 'https' : 'http'}://${bare}`
}

export const endpointPath: Trap = (facts) => {
  const used = genericUse(facts)
  if (used === null || used.value.trim() === '') return []
  const { value, grpc } = used
  const found = grpc ? null : pathTrouble(facts, value)
  return [found ?? finding('endpoint-path', 'ok', { text: 'The endpoint is a base address.' })]
}

function pathTrouble(facts: TrapFacts, value: string): Finding | null {
  const bare = value.trim().replace(/[?#].*$/s, '')
  const base = bare.replace(signalEnd, '')
  const say = (text: string): Finding => {
    const fix = mend(facts, generic, expectedValue(facts, generic) ?? base)
    return finding('endpoint-path', 'error', {
      text: `${generic}=${shown(generic, value)} ${text}`,
      layer: layerOf(facts, generic),
      fix,
    })
  }
  if (base !== bare) {
    const end = signalEnd.exec(bare)?.[0] ?? ''
    return say(
      `ends in ${end}: the client appends that itself and posts to ${end.replace(/\/$/, '')}/v1/logs.`,
    )
  }
  return bare === value.trim()
    ? null
    : say('has a query or a fragment: the client then posts to "/" and nothing is understood.')
}

/** The generic endpoint, when any signal uses it. */
function genericUse(facts: TrapFacts): { value: string; grpc: boolean } | null {
  if (!isEnabled(facts)) return null
  const using = activeSignals(facts).filter(
    (signal) => sendsOtlp(facts, signal) && deciding(facts, signal, 'ENDPOINT') === generic,
  )
  if (using.length === 0) return null
  const grpc = using.every((signal) => isGrpc(facts, signal))
  return { value: valueOf(facts.effective, generic) ?? '', grpc }
}
