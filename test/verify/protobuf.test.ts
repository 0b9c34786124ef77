import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode, varint } from '../../src/verify/protobuf.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('bytes that the protobuf specification prints', () => {
  test.each([
    ['int 150 in field 1', { a: [1, 'int'] }, { a: 150 }, '089601'],
    ['text in field 2', { b: [2, 'string'] }, { b: 'testing' }, '120774657374696e67'],
    ['message in field 3', { c: [3, { a: [1, 'int'] }] }, { c: { a: 150 } }, '1a03089601'],
    ['fixed64 in field 2', { t: [2, 'fixed64'] }, { t: '1' }, '110100000000000000'],
    ['double in field 4', { d: [4, 'double'] }, { d: 1 }, '21000000000000f03f'],
    ['bytes from hex', { i: [1, 'hex'] }, { i: '00ff' }, '0a0200ff'],
    ['field 16 needs two bytes of key', { x: [16, 'int'] }, { x: 1 }, '800101'],
    ['repeated', { r: [1, 'string'] }, { r: ['a', 'b'] }, '0a01610a0162'],
    ['a missing value is not written', { a: [1, 'int'], b: [2, 'int'] }, { b: 0 }, '1000'],
  ] as const)('%s', (_name, message, data, expected) => {
    expect(hex(encode(message, data))).toBe(expected)
  })

  test('a negative number takes ten bytes', () => {
    expect(hex(varint(-2n))).toBe('feffffffffffffffff01')
  })

  test('nanoseconds of this century keep every digit', () => {
    const bytes = encode({ t: [1, 'fixed64'] }, { t: '1795255200123456789' })
    expect(new DataView(bytes.buffer).getBigUint64(1, true)).toBe(1_795_255_200_123_456_789n)
  })
})

test('what was written is read again', () => {
  const message = { n: [1, 'int'], s: [300, 'string'] } as const
  fc.assert(
    fc.property(fc.integer({ min: 0 }), fc.string({ unit: 'binary' }), (n, s) => {
      const fields = decode(encode(message, { n, s })) ?? []
      expect(fields.map(({ number }) => number)).toEqual([1, 300])
      expect(fields[0]?.value).toBe(BigInt(n))
      expect(
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(fields[1]?.value as Uint8Array),
      ).toBe(s)
    }),
  )
})

describe('bytes that are no protobuf', () => {
  test.each([
    ['a varint without end', [0x08, 0xff]],
    ['a length beyond the end', [0x0a, 0x05, 0x61]],
    ['a group, which nobody writes any more', [0x0b]],
    ['field number 0', [0x00, 0x00]],
    ['a varint of eleven bytes', [0x08, ...Array<number>(11).fill(0x80)]],
  ])('%s', (_name, bytes) => {
    expect(decode(Uint8Array.from(bytes))).toBeNull()
  })

  test('never throws, never hangs', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void decode(Uint8Array.from(bytes))))
  })
})
