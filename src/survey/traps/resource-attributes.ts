// Labels with a blank or a sign that was not encoded: dropped from points, sometimes altogether.
import { valueOf } from '../layers-effective.ts'
import { shown } from '../layers-names.ts'
import { expectedValue, mend } from './mend.ts'
import { finding, isEnabled, layerOf, type Trap } from './trap.ts'

const name = 'OTEL_RESOURCE_ATTRIBUTES'

export const resourceAttributes: Trap = (facts) => {
  const value = valueOf(facts.effective, name) ?? ''
  if (!isEnabled(facts) || value.trim() === '') return []
  const layer = layerOf(facts, name)
  const entries = value.split(',')
  const found = entries.flatMap((entry, index) => {
    const fault = faultOf(entry)
    if (fault === null) return []
    const text = `${name}, entry ${index + 1} of ${entries.length} (${shown(name, entry.trim())}), ${fault}.`
    return [
      finding('resource-attributes', 'warning', {
        text,
        layer,
        fix: mend(facts, name, expectedValue(facts, name) ?? encoded(value)),
      }),
    ]
  })
  return found.length > 0
    ? found
    : [
        finding('resource-attributes', 'ok', {
          text: `${name} can be read and stays on points.`,
          layer,
        }),
      ]
}

/** As measured on the newest client; an empty entry is passed over. */
function faultOf(entry: string): string | null {
  const pair = entry.trim()
  if (pair === '') return null
  const [key = '', value, more] = pair.split('=')
  if (value === undefined) return 'has no "=": the client leaves it out altogether'
  if (more !== undefined) return 'has more than one "=": the client leaves it out altogether'
  if (!isDecodable(value))
    return 'has a "%" that starts no code: the client leaves it out altogether'
  if (!/^[A-Za-z0-9._-]+$/.test(key.trim()))
    return 'has a key of other signs than letters, digits, dots, dashes and underscores: it is missing on points and events'
  const plain = value.trim()
  if (/\s/.test(plain)) return 'has a blank in its value: it is missing on points and events'
  return /^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]*$/.test(plain)
    ? null
    : 'has a sign that must be percent-encoded: it is missing on points and events'
}

function isDecodable(value: string): boolean {
  try {
    decodeURIComponent(value)
    return true
  } catch {
    return false
  }
}

/** The same labels as the client wants them; what cannot be a pair is left out, as the client does. */
function encoded(value: string): string {
  const pairs = value.split(',').flatMap((entry) => {
    const at = entry.indexOf('=')
    const key = entry
      .slice(0, at)
      .trim()
      .replace(/[^A-Za-z0-9._-]+/g, '_')
    return at < 1 || key === '' ? [] : [`${key}=${encodedValue(entry.slice(at + 1).trim())}`]
  })
  return pairs.join(',')
}

function encodedValue(value: string): string {
  const bare = value.replace(/^"(.*)"$/, '$1')
  return encodeURIComponent(isDecodable(bare) ? decodeURIComponent(bare) : bare)
}
