// Counts the messages inside a protobuf body before any is made: two bytes of input become an object of hundreds.
import type { DescField, DescMessage } from '@bufbuild/protobuf'
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'

const mostDeep = 64

/** Stops counting at the limit. */
export function hasMoreMessages(bytes: Uint8Array, shape: DescMessage, limit: number): boolean {
  // Tag and length are two bytes: a short body cannot hold that many.
  if (bytes.length <= 2 * limit) return false
  const left = { count: limit }
  count(new BinaryReader(bytes), bytes.length, shape, left, 0)
  return left.count < 0
}

function count(
  reader: BinaryReader,
  end: number,
  shape: DescMessage,
  left: { count: number },
  depth: number,
): void {
  const fields = fieldsOf(shape)
  while (reader.pos < end && left.count >= 0) {
    const [number, wire] = reader.tag()
    const inner = wire === WireType.LengthDelimited ? fields.get(number)?.message : undefined
    if (inner === undefined) {
      reader.skip(wire, number)
      continue
    }
    left.count -= 1
    const length = reader.uint32()
    if (depth > mostDeep || reader.pos + length > end) throw new Error('not a message')
    count(reader, reader.pos + length, inner, left, depth + 1)
  }
}

const known = new WeakMap<DescMessage, ReadonlyMap<number, DescField>>()

function fieldsOf(shape: DescMessage): ReadonlyMap<number, DescField> {
  const found = known.get(shape) ?? new Map(shape.fields.map((field) => [field.number, field]))
  known.set(shape, found)
  return found
}
