// Enough of the protobuf wire format to write one canary and to read a receiver's short answer.

type Scalar = 'string' | 'double' | 'int' | 'fixed64' | 'hex'
/** Field name in the data → its number and how its value is written. */
export type Message = { readonly [key: string]: readonly [number: number, kind: Scalar | Message] }

type Bytes = Uint8Array<ArrayBuffer>

export interface Field {
  readonly number: number
  readonly value: bigint | Bytes
}

const varintWire = 0
const wide = 1
const delimited = 2
const narrow = 5

/** The data keeps OTLP/JSON's shape (times as decimal texts, ids as hex), so both encodings tell the same. */
export function encode(message: Message, data: object): Bytes {
  const parts: Bytes[] = []
  const values = data as Readonly<Record<string, unknown>>
  for (const [key, [number, kind]] of Object.entries(message)) {
    const value = values[key]
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      parts.push(field(number, kind, one))
    }
  }
  return joined(parts)
}

function field(number: number, kind: Scalar | Message, value: unknown): Bytes {
  if (typeof kind === 'object') return sized(number, encode(kind, value as object))
  if (kind === 'string') return sized(number, new TextEncoder().encode(String(value)))
  if (kind === 'hex') return sized(number, fromHex(String(value)))
  if (kind === 'int') return joined([key(number, varintWire), varint(BigInt(value as number))])
  const eight = new DataView(new ArrayBuffer(8))
  if (kind === 'double') eight.setFloat64(0, Number(value), true)
  else eight.setBigUint64(0, BigInt(value as string), true)
  return joined([key(number, wide), new Uint8Array(eight.buffer)])
}

function sized(number: number, bytes: Bytes): Bytes {
  return joined([key(number, delimited), varint(BigInt(bytes.length)), bytes])
}

function key(number: number, wire: number): Bytes {
  return varint(BigInt(number * 8 + wire))
}

/** Negative numbers take ten bytes, as protobuf's int32 and int64 do. */
export function varint(value: bigint): Bytes {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  return Uint8Array.from([...bytes, Number(rest)])
}

function fromHex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function joined(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The fields of one message in their order, or null when the bytes are not protobuf. */
export function decode(bytes: Bytes): readonly Field[] | null {
  const found: Field[] = []
  let at = 0
  while (at < bytes.length) {
    const start = readVarint(bytes, at)
    if (start === null) return null
    const read = readValue(bytes, start.end, Number(start.value & 7n))
    const number = Number(start.value >> 3n)
    if (read === null || number === 0) return null
    found.push({ number, value: read.value })
    at = read.end
  }
  return found
}

function readValue(
  bytes: Bytes,
  at: number,
  wire: number,
): { value: bigint | Bytes; end: number } | null {
  if (wire === varintWire) return readVarint(bytes, at)
  if (wire === wide) return slice(bytes, at, 8)
  if (wire === narrow) return slice(bytes, at, 4)
  if (wire !== delimited) return null
  const length = readVarint(bytes, at)
  return length === null ? null : slice(bytes, length.end, Number(length.value))
}

function slice(bytes: Bytes, at: number, length: number): { value: Bytes; end: number } | null {
  return at + length > bytes.length
    ? null
    : { value: bytes.slice(at, at + length), end: at + length }
}

function readVarint(bytes: Bytes, at: number): { value: bigint; end: number } | null {
  let value = 0n
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[at + index]
    if (byte === undefined) return null
    value |= BigInt(byte & 127) << BigInt(7 * index)
    if (byte < 128) return { value: BigInt.asUintN(64, value), end: at + index + 1 }
  }
  return null
}
