// Group commit: what arrives while the disk is busy goes into the next transaction, and all wait for its fsync.
import { Problem } from '../../errors.ts'
import type { Batch } from '../../ledger/record.ts'
import { Names } from './names.ts'
import { Packing } from './packing.ts'
import type { Committed, Parcel, Written } from './parcel.ts'

export interface QueueLimits {
  /** Milliseconds in which an idle queue waits for company. */
  readonly wait: number
  /** Rows of one transaction. */
  readonly group: number
  /** Rows that may wait; beyond, the sender is told to come again. */
  readonly rows: number
}

interface Waiter {
  resolve(written: Written): void
  reject(cause: unknown): void
}

interface Group {
  readonly packing: Packing
  readonly waiters: Waiter[]
}

export class Queue {
  readonly #send: (parcel: Parcel) => Promise<Committed>
  readonly #limits: QueueLimits
  readonly #names = new Names()
  readonly #groups: Group[] = []
  #rows = 0
  #draining: Promise<void> | null = null
  malformed = 0

  constructor(send: (parcel: Parcel) => Promise<Committed>, limits: QueueLimits) {
    this.#send = send
    this.#limits = limits
  }

  get rows(): number {
    return this.#rows
  }

  write({ records }: Batch): Promise<Written> {
    if (this.#rows + records.length > this.#limits.rows && this.#rows > 0)
      return Promise.reject(busy(this.#rows))
    const group = this.#open()
    const before = group.packing.rows
    this.malformed += group.packing.add(records)
    this.#rows += group.packing.rows - before
    const written = new Promise<Written>((resolve, reject) =>
      group.waiters.push({ resolve, reject }),
    )
    this.#draining ??= this.#drain()
    return written
  }

  /** When all that was written is on disk or refused. */
  async drained(): Promise<void> {
    while (this.#draining !== null) await this.#draining
  }

  #open(): Group {
    const last = this.#groups.at(-1)
    if (last !== undefined && last.packing.rows < this.#limits.group) return last
    const group = { packing: new Packing(this.#names), waiters: [] }
    this.#groups.push(group)
    return group
  }

  async #drain(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#limits.wait))
    for (let group = this.#groups.shift(); group !== undefined; group = this.#groups.shift()) {
      const rows = group.packing.rows
      await this.#sendGroup(group)
      this.#rows -= rows
    }
    // In the same breath as the last look: nobody can write in between and be left waiting.
    this.#draining = null
  }

  async #sendGroup({ packing, waiters }: Group): Promise<void> {
    try {
      const { outcomes } = await this.#send(packing.parcel())
      for (const [at, { resolve, reject }] of waiters.entries()) {
        const outcome = outcomes[at]
        if (outcome !== undefined && 'stored' in outcome) resolve(outcome)
        else reject(new Error(outcome?.refused ?? 'The writer did not say how it went.'))
      }
    } catch (cause) {
      for (const { reject } of waiters) reject(cause)
    }
  }
}

function busy(rows: number): Problem {
  return new Problem('store-busy', `${rows} points and events wait to be stored; send again soon.`)
}
