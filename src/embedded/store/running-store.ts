// A store that is open: one thread writes, one reads, and what is too old or too much goes from time to time.
import { Problem } from '../../errors.ts'
import type { Batch } from '../../ledger/record.ts'
import type { Thread } from '../../world/thread.ts'
import { copyStore } from './copy.ts'
import type { Forgettable, Forgotten } from './forget.ts'
import { type StoreHealth, Tally } from './health.ts'
import { type Opening, databaseFile } from './open-file.ts'
import { type Arrival, type Committed, type Parcel, type Written, textsOnly } from './parcel.ts'
import { Queue } from './queue.ts'
import { Reader, type Row, usualQueries } from './reader.ts'
import { roomFor } from './room.ts'
import type { Store, StoreOptions } from './store.ts'
import { storeFull } from './store-fault.ts'
import { Trimmer } from './trimmer.ts'
import type { WriterQuestion } from './writer-thread.ts'

const mostArrivals = 512

const usual = {
  retention: { points: 400, events: 400, bytes: 8 * 1024 ** 3 },
  queue: { wait: 2, group: 20_000, rows: 200_000 },
}

export class RunningStore implements Store {
  readonly #writer: Thread
  readonly #opening: Opening
  readonly #tally = new Tally()
  readonly #queue: Queue
  readonly #reader: Reader
  readonly #trimmer: Trimmer
  readonly #log: (line: string) => void
  readonly #hasRoom: () => Promise<boolean>
  readonly #path: string
  readonly #folded = new Set<string | null>()
  #state: StoreHealth['state'] = 'open'
  #closing: Promise<void> | null = null

  constructor(folder: string, writer: Thread, opening: Opening, options: StoreOptions) {
    this.#path = databaseFile(folder)
    this.#writer = writer
    this.#opening = opening
    this.#log = options.log ?? (() => undefined)
    this.#hasRoom = roomFor(this.#path, options.reserve ?? null, () => this.#tally.fileBytes)
    this.#queue = new Queue((parcel) => this.#send(parcel), { ...usual.queue, ...options.queue })
    this.#reader = new Reader(this.#path, { ...usualQueries, ...options.query })
    const keep = { ...usual.retention, ...options.retention }
    const now = options.now ?? Date.now
    this.#trimmer = new Trimmer((question) => this.#ask(question), keep, now, this.#log)
  }

  async write(batch: Batch, arrival?: Arrival): Promise<Written> {
    if (this.#closing !== null) throw closed()
    this.#tally.received(batch)
    if (batch.records.length === 0) return { stored: 0, repeated: 0, contradicted: 0 }
    const before = this.#queue.malformed
    try {
      const writing = this.#queue.write(batch, arrival)
      const malformed = this.#queue.malformed - before
      if (malformed > 0) this.#tally.refused('malformed', malformed)
      const written = await writing
      this.#tally.written(written)
      return written
    } catch (cause) {
      this.#tally.rejected()
      throw cause
    }
  }

  query(sql: string, params: readonly (string | number | null)[] = []): Promise<Row[]> {
    return this.#closing === null ? this.#reader.query(sql, params) : Promise.reject(closed())
  }

  async arrivals(): Promise<Arrival[]> {
    const rows = await this.query(
      `SELECT body, at FROM arrival ORDER BY at DESC LIMIT ${mostArrivals}`,
    )
    return rows.map(({ body, at }) => ({ body: String(body), at: Number(at) })).toReversed()
  }

  async health(): Promise<StoreHealth> {
    const open = this.#closing === null
    // Nobody may send for a while: that there is room again is seen without them.
    if (open && this.#state === 'full' && (await this.#hasRoom())) this.#turn('open')
    const rows = open ? await this.query('SELECT name, at FROM source ORDER BY name') : []
    return {
      ...this.#tally.counts,
      state: open ? this.#state : 'closed',
      waiting: this.#queue.rows,
      databaseBytes: this.#tally.databaseBytes,
      sources: rows.map(({ name, at }) => ({ source: String(name), at: Number(at) })),
      opening: this.#opening,
    }
  }

  async forget(whom: Forgettable): Promise<Forgotten> {
    if (this.#closing !== null) throw closed()
    await this.#queue.drained()
    return (await this.#ask({ ask: 'forget', whom })) as Forgotten
  }

  async copy(to: string): Promise<number> {
    if (this.#closing !== null) throw closed()
    return copyStore(this.#path, to)
  }

  async trim(): Promise<{ deleted: number }> {
    if (this.#closing !== null) throw closed()
    return { deleted: await this.#trimmer.run() }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.#trimmer.stop()
    await this.#queue.drained()
    // The writer last: only who closes last may take the log into the file.
    await this.#reader.close()
    try {
      await this.#ask({ ask: 'close' })
    } finally {
      await this.#writer.stop()
    }
  }

  async #send(parcel: Parcel): Promise<Committed> {
    if (!(await this.#hasRoom())) {
      await this.#ask({ ask: 'commit', parcel: textsOnly(parcel) })
      this.#turn('full')
      throw storeFull(this.#path)
    }
    const committed = (await this.#ask({ ask: 'commit', parcel })) as Committed
    this.#turn('open')
    this.#tally.committed(committed)
    for (const because of new Set(committed.folded)) this.#tellFolded(because)
    for (const line of committed.contradictions)
      this.#log(`Two values for one point; the first is kept. ${line}`)
    return committed
  }

  async #ask(question: WriterQuestion): Promise<unknown> {
    const blocks =
      question.ask === 'commit'
        ? [question.parcel.deltas.buffer, question.parcel.levels.buffer]
        : []
    try {
      return await this.#writer.ask(question, blocks as ArrayBuffer[])
    } catch (cause) {
      if (cause instanceof Problem && cause.code === 'store-full') this.#turn('full')
      if (cause instanceof Problem && cause.code === 'store-damaged') this.#turn('damaged')
      throw cause
    }
  }

  /** Once for each label: whoever fills one does it with every point. */
  #tellFolded(because: string | null): void {
    if (this.#folded.has(because)) return
    this.#folded.add(because)
    const what =
      because === null ? 'There are too many label sets' : `${because} has too many values`
    this.#log(`${what}: what comes now is counted together, as others. Totals stay exact.`)
  }

  #turn(state: StoreHealth['state']): void {
    if (state === this.#state) return
    this.#state = state
    this.#log(`The store is ${state} now.`)
  }
}

function closed(): Problem {
  return new Problem('store-closed', 'The store is closed.')
}
