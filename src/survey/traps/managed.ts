// Managed settings beat everything: what they fix, and what they take from the layers below.
import { valueOf } from '../layers-effective.ts'
import { called, type Layer } from '../layers-layer.ts'
import { shown } from '../layers-names.ts'
import type { Finding } from '../finding.ts'
import { expectedValue, inFile, mend } from './mend.ts'
import { samePlace } from './place.ts'
import { finding, type Trap, type TrapFacts } from './trap.ts'

export const managedSettings: Trap = (facts) => {
  const managed = facts.layers.filter((layer) => layer.name === 'managed' && layer.state === 'read')
  const found = [
    ...managed.flatMap((layer) => fixedBy(facts, layer)),
    ...dropped(facts),
    ...unread(facts),
  ]
  if (found.length > 0) return found
  const text =
    managed.length === 0
      ? 'No managed settings on this machine.'
      : 'Managed settings are present and say nothing about telemetry.'
  return [finding('managed-settings', 'ok', { text, layer: managed[0] ?? null })]
}

function fixedBy(facts: TrapFacts, layer: Layer): Finding[] {
  const names = Object.keys(layer.env)
    .filter((name) => facts.effective[name]?.layer === layer)
    .sort()
  const bypassed = Object.values(facts.effective).some(({ ignored }) =>
    ignored.some((one) => one.layer === layer && one.why === 'server-bypassed'),
  )
  if (bypassed)
    return [
      finding('managed-settings', 'note', {
        text: `The ${called(layer)} do not count while ANTHROPIC_BASE_URL is set.`,
        layer,
      }),
    ]
  if (names.length === 0) return []
  const against = names.filter((name) => contradicts(facts, name))
  const [first] = against
  if (first === undefined) {
    return [
      finding('managed-settings', 'note', {
        text: `The ${called(layer)} fix ${names.join(', ')}: no other layer can change them.`,
        layer,
      }),
    ]
  }
  const wanted = expectedValue(facts, first) ?? ''
  const text = `The ${called(layer)} fix ${against.join(', ')} to other values than ours, such as ${first}=${shown(first, valueOf(facts.effective, first) ?? '')}. Nothing on this side can change them.`
  return [
    finding('managed-settings', 'warning', { text, layer, fix: inFile(layer, first, wanted) }),
  ]
}

function contradicts(facts: TrapFacts, name: string): boolean {
  const wanted = expectedValue(facts, name)
  const value = valueOf(facts.effective, name)
  return wanted !== null && value !== null && wanted !== value && !samePlace(wanted, value)
}

/** The client says this only in its debug file. */
function dropped(facts: TrapFacts): Finding[] {
  return Object.values(facts.effective).flatMap(({ name, ignored }) => {
    const claimed = ignored.find(({ why }) => why === 'claimed')
    if (claimed === undefined) return []
    const { layer, value } = claimed
    const text = `Managed settings make the client drop ${name} of the ${called(layer)}.`
    if (name !== endpointName) return [finding('managed-settings', 'note', { text, layer })]
    const level = facts.expected.connected ? 'error' : 'warning'
    const fix = mend(facts, name, expectedValue(facts, name) ?? value)
    const rest = 'It then sends to localhost:4318.'
    return [finding('managed-settings', level, { text: `${text} ${rest}`, layer, fix })]
  })
}

const endpointName = 'OTEL_EXPORTER_OTLP_ENDPOINT'

function unread({ layers }: TrapFacts): Finding[] {
  return layers
    .filter((layer) => layer.name === 'managed-unread' && layer.state !== 'absent')
    .map((layer) => {
      const text = `The ${called(layer)} are in a place that Claude Code no longer reads.`
      const fix = `Ask whoever manages this machine to move ${layer.path ?? 'the file'} to C:\\Program Files\\ClaudeCode\\managed-settings.json.`
      return finding('managed-settings', 'warning', { text, layer, fix })
    })
}
