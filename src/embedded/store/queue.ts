// Group commit: what arrives while the disk is busy goes into the next transaction, and all wait for its fsync.
import { Problem } from '../../errors.ts'
import type { Batch } from '../../ledger/record.ts'
import { Names } from './names.ts'
import { Packing } from './packing.ts'
import type { Arrival, Committed, Parcel, Written } from './parcel.ts'

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

/** Transactions under way: one is written while the next is packed. */
const mostSent = 2
/** So many rows are worth a transaction of their own while another one is written. */
const worthwhile = 2048

export class Queue {
  readonly #send: (parcel: Parcel) => Promise<Committed>
  readonly #limits: QueueLimits
  readonly #names = new Names()
  readonly #groups: Group[] = []
  #rows = 0
  #sent = 0
  #timer: NodeJS.Timeout | null = null
  #afterSent: (() => void)[] = []
  malformed = 0

  constructor(send: (parcel: Parcel) => Promise<Committed>, limits: QueueLimits) {
    this.#send = send
    this.#limits = limits
  }

  get rows(): number {
    return this.#rows
  }

  write({ records }: Batch, arrival: Arrival | null = null): Promise<Written> {
    if (this.#rows + records.length > this.#limits.rows && this.#rows > 0)
      return Promise.reject(busy(this.#rows))
    const group = this.#open()
    const before = group.packing.rows
    this.malformed += group.packing.add(records, arrival)
    this.#rows += group.packing.rows - before
    const written = new Promise<Written>((resolve, reject) =>
      group.waiters.push({ resolve, reject }),
    )
    this.#sendWorthwhile()
    return written
  }

  /** When all that was written is on disk or refused. */
  async drained(): Promise<void> {
    while (this.#sent > 0 || this.#groups.length > 0)
      await new Promise<void>((resolve) => this.#afterSent.push(resolve))
  }

  #open(): Group {
    const last = this.#groups.at(-1)
    if (last !== undefined && last.packing.rows < this.#limits.group) return last
    const group = { packing: new Packing(this.#names), waiters: [] }
    this.#groups.push(group)
    return group
  }

  #sendWorthwhile(): void {
    while (this.#sent < mostSent && (this.#groups[0]?.packing.rows ?? 0) >= worthwhile)
      this.#sendNext()
    if (this.#sent === 0 && this.#groups.length > 0)
      this.#timer ??= setTimeout(() => this.#sendNext(), this.#limits.wait)
  }

  #sendNext(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const group = this.#groups.shift()
    if (group === undefined) return
    this.#sent += 1
    void this.#sendGroup(group).then(() => {
      this.#sent -= 1
      this.#rows -= group.packing.rows
      // What came meanwhile has waited long enough.
      if (this.#sent === 0) this.#sendNext()
      this.#sendWorthwhile()
      const waiting = this.#afterSent
      this.#afterSent = []
      for (const resolve of waiting) resolve()
    })
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
