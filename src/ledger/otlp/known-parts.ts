// Equal bytes, one value: what a sender repeats in each request is made once. Bounded, whatever comes.

interface Entry<Value> {
  readonly part: DataView
  readonly value: Value
}

/** A longer part is made anew each time. */
const longest = 4096
/** Of one generation; there are two. */
const most = { parts: 4096, bytes: 1024 * 1024 }

export class KnownParts<Value> {
  readonly #make: (part: Uint8Array) => Value
  #young = new Map<number, Entry<Value>>()
  #old = new Map<number, Entry<Value>>()
  #bytes = 0

  constructor(make: (part: Uint8Array) => Value) {
    this.#make = make
  }

  of(whole: DataView, from: number, to: number): Value {
    if (to - from > longest) return this.#make(bytesOf(whole, from, to))
    const sign = signOf(whole, from, to)
    const young = this.#young.get(sign)
    if (young !== undefined && isSame(young.part, whole, from, to)) return young.value
    const old = this.#old.get(sign)
    if (old !== undefined && isSame(old.part, whole, from, to)) return this.#keep(sign, old)
    const bytes = bytesOf(whole, from, to).slice()
    return this.#keep(sign, { part: new DataView(bytes.buffer), value: this.#make(bytes) })
  }

  /** Two parts with one sign take turns: found or made, the value is right. */
  #keep(sign: number, entry: Entry<Value>): Value {
    if (this.#young.size >= most.parts || this.#bytes >= most.bytes) {
      this.#old = this.#young
      this.#young = new Map()
      this.#bytes = 0
    }
    this.#young.set(sign, entry)
    this.#bytes += entry.part.byteLength
    return entry.value
  }
}

function bytesOf(whole: DataView, from: number, to: number): Uint8Array {
  return new Uint8Array(whole.buffer, whole.byteOffset + from, to - from)
}

/** Four bytes at a time, the last four once more: a small whole number. */
function signOf(whole: DataView, from: number, to: number): number {
  let sign = to - from
  for (let at = from; at + 4 <= to; at += 4) sign = mixed(sign, whole.getInt32(at, true))
  if (to - from >= 4) sign = mixed(sign, whole.getInt32(to - 4, true))
  else for (let at = from; at < to; at += 1) sign = mixed(sign, whole.getInt8(at))
  return (sign ^ (sign >>> 15)) >>> 2
}

function mixed(sign: number, word: number): number {
  return Math.imul(((sign << 5) | (sign >>> 27)) ^ word, 0x9e3779b1)
}

function isSame(known: DataView, whole: DataView, from: number, to: number): boolean {
  const length = to - from
  if (known.byteLength !== length) return false
  let at = 0
  for (; at + 4 <= length; at += 4)
    if (known.getInt32(at, true) !== whole.getInt32(from + at, true)) return false
  for (; at < length; at += 1) if (known.getInt8(at) !== whole.getInt8(from + at)) return false
  return true
}
