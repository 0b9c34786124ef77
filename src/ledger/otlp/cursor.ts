// Walks over protobuf bytes without making anything; what is not written in the usual way ends the walk.

/** Not a fault of the sender: somebody more patient has to read this. */
export class Unusual extends Error {
  override readonly name = 'Unusual'
}

export const wire = { varint: 0, fixed64: 1, sized: 2 } as const

export class Cursor {
  readonly bytes: Uint8Array
  readonly view: DataView
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Field number and wire type in one byte: no message that is read here has a field above 15. */
  tag(end: number): number {
    const tag = this.bytes[this.at] ?? 0x80
    if (tag >= 0x80 || this.at >= end) throw new Unusual()
    this.at += 1
    return tag
  }

  /** Up to 28 bits: longer ones are no length and no choice that anybody means. */
  varint(end: number): number {
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.bytes[this.at] ?? 0
      if (this.at >= end) break
      this.at += 1
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw new Unusual()
  }

  /** Reads a length, and gives where the part ends that begins here. */
  part(end: number): number {
    const to = this.varint(end) + this.at
    if (to > end) throw new Unusual()
    return to
  }

  fixed64(end: number): bigint {
    return this.view.getBigUint64(this.#eight(end), true)
  }

  signed64(end: number): bigint {
    return this.view.getBigInt64(this.#eight(end), true)
  }

  double(end: number): number {
    return this.view.getFloat64(this.#eight(end), true)
  }

  /** A text that nobody reads still has to be one: with plain letters it is. */
  passText(end: number): void {
    const to = this.part(end)
    for (; this.at < to; this.at += 1)
      if ((this.bytes[this.at] ?? 0x80) >= 0x80) throw new Unusual()
  }

  #eight(end: number): number {
    const from = this.at
    if (from + 8 > end) throw new Unusual()
    this.at += 8
    return from
  }
}
