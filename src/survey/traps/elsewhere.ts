// The variables lead somewhere, but not to where we were told to send.
import { valueOf } from '../layers-effective.ts'
import { called } from '../layers-layer.ts'
import { shown } from '../layers-names.ts'
import { expectedValue, mend } from './mend.ts'
import { samePlace } from './place.ts'
import { finding, isEnabled, layerOf, type Trap } from './trap.ts'

const name = 'OTEL_EXPORTER_OTLP_ENDPOINT'

export const endpointElsewhere: Trap = (facts) => {
  const aims = [facts.expected.endpoint, expectedValue(facts, name)].filter((aim) => aim !== null)
  const [first] = aims
  if (!isEnabled(facts) || first === undefined) return []
  const value = valueOf(facts.effective, name) ?? ''
  // Empty and malformed addresses have a finding of their own.
  if (!/^\s*https?:\/\//i.test(value)) return []
  const layer = layerOf(facts, name)
  if (aims.some((aim) => samePlace(value, aim))) {
    return [
      finding('endpoint-elsewhere', 'ok', {
        text: `The variables point to ${shown(name, value)}.`,
        layer,
      }),
    ]
  }
  const text = `${name}=${shown(name, value)} in the ${layer === null ? 'environment' : called(layer)}, but the data should go to ${shown(name, first)}.`
  const fix = mend(facts, name, expectedValue(facts, name) ?? first)
  return [
    finding('endpoint-elsewhere', facts.expected.connected ? 'error' : 'warning', {
      text,
      layer,
      fix,
    }),
  ]
}
