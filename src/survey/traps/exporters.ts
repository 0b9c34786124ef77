// The exporter words: unset sends nothing, an unknown one silences every signal.
import { valueOf } from '../layers-effective.ts'
import { isProject } from '../layers-layer.ts'
import { shown } from '../layers-names.ts'
import type { Finding } from '../finding.ts'
import { mend } from './mend.ts'
import {
  activeSignals,
  finding,
  isEnabled,
  layerOf,
  plain,
  type Signal,
  type Trap,
  type TrapFacts,
  wordsOf,
} from './trap.ts'

const known: Readonly<Record<Signal, readonly string[]>> = {
  METRICS: ['otlp', 'prometheus', 'console', 'none'],
  LOGS: ['otlp', 'console', 'none'],
  TRACES: ['otlp', 'console', 'none'],
}

export const exporterUnset: Trap = (facts) => {
  if (!isEnabled(facts)) return []
  const silent = (['METRICS', 'LOGS'] as const).flatMap((signal) => silence(facts, signal))
  return silent.length > 0
    ? silent
    : [finding('exporter-unset', 'ok', { text: 'Both exporters are set.' })]
}

function silence(facts: TrapFacts, signal: Signal): Finding[] {
  const name = `OTEL_${signal}_EXPORTER`
  const value = valueOf(facts.effective, name)
  const layer = layerOf(facts, name)
  const words = wordsOf(value)
  const fix = mend(facts, name, 'otlp')
  if (words.length === 0) {
    const how = value === null ? `${name} is not set` : `${name} is empty`
    return [
      finding('exporter-unset', 'error', {
        text: `${how}: no ${plain[signal]} are sent, and nothing says so.`,
        layer,
        fix,
      }),
    ]
  }
  // A project that does it has a finding of its own.
  if (!words.every((word) => word === 'none') || (layer !== null && isProject(layer))) return []
  return [
    finding('exporter-unset', 'warning', {
      text: `${name}=none: no ${plain[signal]} are sent.`,
      layer,
      fix,
    }),
  ]
}

export const exporterWord: Trap = (facts) => {
  if (!isEnabled(facts)) return []
  const bad = activeSignals(facts).flatMap((signal) => wrongWord(facts, signal))
  return bad.length > 0
    ? bad
    : [
        finding('exporter-word', 'ok', {
          text: 'Every exporter word is one that the client knows.',
        }),
      ]
}

function wrongWord(facts: TrapFacts, signal: Signal): Finding[] {
  const name = `OTEL_${signal}_EXPORTER`
  const value = valueOf(facts.effective, name)
  const words = wordsOf(value)
  const layer = layerOf(facts, name)
  const fix = mend(facts, name, 'otlp')
  const wrong = words.find((word) => !known[signal].includes(word))
  if (wrong !== undefined) {
    const hint =
      wrong.toLowerCase() === 'otlp'
        ? 'Write it small: otlp.'
        : `It knows ${known[signal].join(', ')}.`
    const text = `${name}=${shown(name, value ?? '')}: "${shown(name, wrong)}" is no word that the client knows. This one word silences every signal. ${hint}`
    return [finding('exporter-word', 'error', { text, layer, fix })]
  }
  if (words.length === 0 || words.includes('otlp') || words.includes('none')) return []
  const text = `${name}=${shown(name, value ?? '')}: ${plain[signal]} go there and not to an OTLP endpoint.`
  return [finding('exporter-word', 'warning', { text, layer, fix })]
}
