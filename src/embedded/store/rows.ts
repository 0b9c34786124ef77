// Rows of numbers in one block that grows, and that a thread can be given without copying.

export class Rows {
  readonly #width: number
  #block: Float64Array<ArrayBuffer>
  #used = 0

  constructor(width: number) {
    this.#width = width
    this.#block = new Float64Array(width * 64)
  }

  get count(): number {
    return this.#used / this.#width
  }

  add(...values: readonly number[]): void {
    if (this.#used + this.#width > this.#block.length) this.#grow()
    // One by one: for so few, that is several times faster than `set`.
    for (const value of values) this.#block[this.#used++] = value
  }

  taken(): Float64Array<ArrayBuffer> {
    return this.#block.slice(0, this.#used)
  }

  #grow(): void {
    const larger = new Float64Array(this.#block.length * 2)
    larger.set(this.#block)
    this.#block = larger
  }
}
