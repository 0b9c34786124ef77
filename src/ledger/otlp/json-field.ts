// Reads one field of a JSON body, in every form that senders are known to write it.

export type Fields = Readonly<Record<string, unknown>>

/** The body is JSON, and not OTLP. */
class WrongShape extends Error {
  override readonly name = 'WrongShape'
}

export function fieldsOf(value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new WrongShape('an object is expected')
}

/** What is absent is empty, as in protobuf. */
export function list<One>(fields: Fields, name: string, read: (one: Fields) => One): One[] {
  const value = fields[name] ?? []
  if (!Array.isArray(value)) throw new WrongShape(`${name} is no list`)
  return value.map((one) => read(fieldsOf(one)))
}

export function one<One>(
  fields: Fields,
  name: string,
  read: (one: Fields) => One,
): One | undefined {
  const value = fields[name] ?? undefined
  return value === undefined ? undefined : read(fieldsOf(value))
}

export function text(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

/** Twenty digits hold every 64-bit number; a longer text would only cost time. */
const whole = /^[+-]?\d{1,20}$/

/** A number or a text; null when it is neither. */
export function integer(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : null
  return typeof value === 'string' && whole.test(value) ? BigInt(value.replace('+', '')) : null
}

export function double(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '' || value.length > 400) return null
  const read = Number(value)
  return Number.isNaN(read) && value !== 'NaN' ? null : read
}

/** An enum by number, or by one of its names. */
export function choice(value: unknown, names: Readonly<Record<string, number>>): number {
  if (typeof value === 'string' && Object.hasOwn(names, value)) return names[value] ?? 0
  return Number(integer(value) ?? 0n)
}

/** Ids are hex in OTLP/JSON; what is not, is none. */
export function id(fields: Fields, name: string): Uint8Array {
  const value = text(fields, name)
  if (value.length > 64 || !/^(?:[0-9a-f]{2})+$/i.test(value)) return new Uint8Array()
  return Uint8Array.from(value.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

export function base64(value: string): Uint8Array {
  const standard = value.replaceAll('-', '+').replaceAll('_', '/')
  try {
    return Uint8Array.from(atob(standard), (letter) => letter.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}
