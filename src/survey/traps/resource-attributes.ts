// Labels with a blank or a sign that was not encoded: dropped from points, sometimes altogether.
import { isBefore, type Version } from '../claude-version.ts'
import { valueOf } from '../layers-effective.ts'
import { shown } from '../layers-names.ts'
import { expectedValue, mend } from './mend.ts'
import { finding, isEnabled, layerOf, type Trap } from './trap.ts'

const name = 'OTEL_RESOURCE_ATTRIBUTES'
const foreignInKey = /(?:[,=;"\\%]|[^\x21-\x7E])+/g
const limit = 255
/** The oldest one seen to drop only the label that is too long. */
const dropsOneSince: Version = [2, 1, 329]

export const resourceAttributes: Trap = (facts) => {
  const value = valueOf(facts.effective, name) ?? ''
  if (!isEnabled(facts) || value.trim() === '') return []
  const layer = layerOf(facts, name)
  const entries = value.split(',')
  const found = entries.flatMap((entry, index) => {
    const fault = faultOf(entry, facts.version)
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
function faultOf(entry: string, version: Version | null): string | null {
  const pair = entry.trim()
  if (pair === '') return null
  const [key = '', value, more] = pair.split('=')
  if (value === undefined) return 'has no "=": the client leaves it out altogether'
  if (more !== undefined) return 'has more than one "=": the client leaves it out altogether'
  if (!isDecodable(value))
    return 'has a "%" that starts no code: the client leaves it out altogether'
  if (key.trim() === '' || key.trim().search(foreignInKey) >= 0)
    return 'has a key with a sign that no key may have: it is missing on points and events'
  const plain = value.trim()
  if (/\s/.test(plain)) return 'has a blank in its value: it is missing on points and events'
  if (!/^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]*$/.test(plain))
    return 'has a sign that must be percent-encoded: it is missing on points and events'
  return tooLong(plain, version)
}

/** Counted as the client does: encoded, whatever was written. */
function tooLong(value: string, version: Version | null): string | null {
  const { length } = encodedValue(value)
  if (length <= limit) return null
  const harm = isBefore(version, dropsOneSince)
    ? 'clients of this age then leave out every label'
    : 'it is missing on points and events'
  return `has a value of ${length} signs once percent-encoded, and ${limit} are the most: ${harm}`
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
    const key = entry.slice(0, at).trim().replace(foreignInKey, '_')
    return at < 1 || key === ''
      ? []
      : [`${key}=${shortened(encodedValue(entry.slice(at + 1).trim()))}`]
  })
  return pairs.join(',')
}

function encodedValue(value: string): string {
  const bare = value.replace(/^"(.*)"$/, '$1')
  return encodeURIComponent(isDecodable(bare) ? decodeURIComponent(bare) : bare)
}

/** Cut between two characters, so that what is left can be decoded. */
function shortened(encoded: string): string {
  if (encoded.length <= limit) return encoded
  let kept = ''
  for (const character of decodeURIComponent(encoded)) {
    const next = kept + encodeURIComponent(character)
    if (next.length > limit) break
    kept = next
  }
  return kept
}
