// A store whose disk had no byte left when it was opened: what is stored can be read, writes are turned away, and it
// opens as a whole by itself when there is room.
import { Problem } from '../../errors.ts'
import type { Batch } from '../../ledger/record.ts'
import { standingFile } from '../../world/database-files.ts'
import { spaceAt } from '../../world/disk.ts'
import type { Forgettable, Forgotten } from './forget.ts'
import { type StoreHealth, Tally } from './health.ts'
import { databaseFile } from './open-file.ts'
import type { Arrival, Written } from './parcel.ts'
import { Reader, type Row, usualQueries } from './reader.ts'
import { roomFor } from './room.ts'
import type { Store, StoreOptions } from './store.ts'
import { storeFull } from './store-fault.ts'

const pause = 2_000
/** Less than that is nothing: even to open a database something has to be written beside it. */
const nothing = 1024 * 1024
const saying = new Set(['store-full', 'disk-full', 'file-unwritable'])

export async function isForWantOfRoom(folder: string, cause: unknown): Promise<boolean> {
  if (!(cause instanceof Problem) || !saying.has(cause.code)) return false
  const path = databaseFile(folder)
  const [space, file] = await Promise.all([spaceAt(path), standingFile(path)])
  return space !== null && space.free < nothing && (file?.size ?? 0) > 0
}

export class FullStore implements Store {
  readonly #path: string
  readonly #options: StoreOptions
  readonly #open: () => Promise<Store>
  readonly #hasRoom: () => Promise<boolean>
  readonly #tally = new Tally()
  readonly #timer: NodeJS.Timeout
  #reader: Reader
  #whole: Store | null = null
  /** While it is tried, questions wait: two cannot have the file in this way. */
  #trying: Promise<void> | null = null
  #isClosed = false

  constructor(folder: string, options: StoreOptions, open: () => Promise<Store>) {
    this.#path = databaseFile(folder)
    this.#options = options
    this.#open = open
    this.#hasRoom = roomFor(this.#path, options.reserve ?? null, () => 0)
    this.#reader = this.#alone()
    this.#timer = setInterval(() => void (this.#trying ??= this.#try()), pause)
    this.#timer.unref()
  }

  async write(batch: Batch, arrival?: Arrival): Promise<Written> {
    if (this.#whole !== null) return this.#whole.write(batch, arrival)
    this.#tally.rejected()
    throw storeFull(this.#path)
  }

  async query(sql: string, params: readonly (string | number | null)[] = []): Promise<Row[]> {
    await this.#trying
    return this.#whole === null ? this.#reader.query(sql, params) : this.#whole.query(sql, params)
  }

  async arrivals(): Promise<Arrival[]> {
    return this.#whole === null ? [] : this.#whole.arrivals()
  }

  async health(): Promise<StoreHealth> {
    if (this.#whole !== null) return this.#whole.health()
    const rows = this.#isClosed ? [] : await this.query('SELECT name, at FROM source ORDER BY name')
    return {
      ...this.#tally.counts,
      state: this.#isClosed ? 'closed' : 'full',
      waiting: 0,
      databaseBytes: null,
      sources: rows.map(({ name, at }) => ({ source: String(name), at: Number(at) })),
      opening: { setAside: null, damage: null, copy: null, checked: false },
    }
  }

  forget(whom: Forgettable): Promise<Forgotten> {
    return this.#needed().forget(whom)
  }

  async copy(to: string): Promise<number> {
    return this.#needed().copy(to)
  }

  async trim(): Promise<{ deleted: number }> {
    return this.#needed().trim()
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#isClosed = true
    await this.#trying
    await (this.#whole ?? this.#reader).close()
  }

  #needed(): Store {
    if (this.#whole === null) throw storeFull(this.#path)
    return this.#whole
  }

  #alone(): Reader {
    return new Reader(this.#path, { ...usualQueries, ...this.#options.query }, true)
  }

  async #try(): Promise<void> {
    try {
      if (this.#isClosed || !(await this.#hasRoom())) return
      await this.#reader.close()
      this.#whole = await this.#open()
      clearInterval(this.#timer)
      this.#options.log?.('There is room again: the store is open now.')
    } catch (cause) {
      this.#options.log?.(`The store cannot be opened yet: ${String(cause)}`)
      this.#reader = this.#alone()
    } finally {
      this.#trying = null
    }
  }
}
