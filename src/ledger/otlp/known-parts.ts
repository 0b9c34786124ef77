// Equal bytes, one value: what a sender repeats in each request is made once. Bounded, whatever comes.

interface Entry<Value> {
  readonly bytes: Uint8Array
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

  of(bytes: Uint8Array, from: number, to: number): Value {
    if (to - from > longest) return this.#make(bytes.subarray(from, to))
    const sign = signOf(bytes, from, to)
    const young = this.#young.get(sign)
    if (young !== undefined && isSame(young.bytes, bytes, from, to)) return young.value
    const old = this.#old.get(sign)
    if (old !== undefined && isSame(old.bytes, bytes, from, to)) return this.#keep(sign, old)
    const part = bytes.slice(from, to)
    return this.#keep(sign, { bytes: part, value: this.#make(part) })
  }

  /** Two parts with one sign take turns: found or made, the value is right. */
  #keep(sign: number, entry: Entry<Value>): Value {
    if (this.#young.size >= most.parts || this.#bytes >= most.bytes) {
      this.#old = this.#young
      this.#young = new Map()
      this.#bytes = 0
    }
    this.#young.set(sign, entry)
    this.#bytes += entry.bytes.length
    return entry.value
  }
}

/** FNV-1a, 30 bits: a small whole number. */
function signOf(bytes: Uint8Array, from: number, to: number): number {
  let sign = 0x811c9dc5
  for (let at = from; at < to; at += 1) sign = Math.imul(sign ^ (bytes[at] as number), 0x01000193)
  return sign >>> 2
}

function isSame(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false
  for (let at = 0; at < known.length; at += 1) if (known[at] !== bytes[from + at]) return false
  return true
}
