// The waiting room: how many bytes of all requests are held at once, and how many bodies are unpacked at once.

export interface Claim {
  /** False: there is no room for these bytes. */
  more(bytes: number): boolean
  free(): void
}

/** What a request costs before its first byte: a socket, a promise, its headers. */
const price = 16 * 1024

export class Waiting {
  readonly #limit: number
  #bytes = 0
  #requests = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get held(): { requests: number; bytes: number } {
    return { requests: this.#requests, bytes: this.#bytes }
  }

  /** Null: it is full. */
  enter(): Claim | null {
    let mine = 0
    const more = (bytes: number): boolean => {
      if (this.#bytes + bytes > this.#limit) return false
      this.#bytes += bytes
      mine += bytes
      return true
    }
    if (!more(price)) return null
    this.#requests += 1
    const free = (): void => {
      if (mine === 0) return
      this.#bytes -= mine
      this.#requests -= 1
      mine = 0
    }
    return { more, free }
  }
}

/** So many at once, the others in their order. */
export class Turnstile {
  #open: number
  readonly #queue: (() => void)[] = []

  constructor(width: number) {
    this.#open = width
  }

  async pass<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#open > 0) this.#open -= 1
    else await new Promise<void>((resolve) => void this.#queue.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#queue.shift()
      if (next === undefined) this.#open += 1
      else next()
    }
  }
}
