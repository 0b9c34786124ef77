// Attribute values as the ledger keeps them: labels as text, event attributes in their own type.
import type { Labels, Value } from '../record.ts'
import type { Any, Pair } from './wire.ts'

export function labelsOf(pairs: readonly Pair[]): Labels {
  const found: [string, string][] = []
  for (const { key, value } of pairs) {
    const kept = valueOf(value)
    // An empty value says as much as no label.
    if (kept !== null)
      found.push([key, typeof kept === 'object' ? JSON.stringify(kept) : `${kept}`])
  }
  // Not by assignment: a label may be called __proto__.
  return Object.fromEntries(found)
}

export function attributesOf(pairs: readonly Pair[]): Record<string, Value> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, valueOf(value)]))
}

/** Depth is bounded by whoever read the body. */
export function valueOf(any: Any | undefined): Value {
  const content = any?.value
  switch (content?.case) {
    case undefined:
      return null
    case 'stringValue':
    case 'boolValue':
      return content.value
    case 'doubleValue':
      return Number.isFinite(content.value) ? content.value : String(content.value)
    case 'intValue': {
      const number = Number(content.value)
      return Number.isSafeInteger(number) ? number : String(content.value)
    }
    case 'bytesValue':
      return hex(content.value)
    case 'arrayValue':
      return content.value.values.map(valueOf)
    case 'kvlistValue':
      return JSON.stringify(attributesOf(content.value.values))
  }
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
