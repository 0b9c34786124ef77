// The store as the rest of the program sees it: write, ask, trim, forget, close.
import type { Batch } from '../../ledger/record.ts'
import { makeFolders, privateFolder } from '../../world/files.ts'
import { startThread } from '../../world/thread.ts'
import type { Forgettable, Forgotten } from './forget.ts'
import { FullStore, isForWantOfRoom } from './full-store.ts'
import type { StoreHealth } from './health.ts'
import type { LabelLimits } from './label-cap.ts'
import type { Opening } from './open-file.ts'
import type { Arrival, Written } from './parcel.ts'
import { refuseNetwork } from './place.ts'
import type { Row } from './reader.ts'
import type { Retention } from './retention.ts'
import { RunningStore } from './running-store.ts'

export type { Forgettable, Forgotten, Retention, Row, StoreHealth, Written }

export interface StoreOptions {
  readonly retention?: Partial<Retention>
  /** Bytes of the disk that are left alone. */
  readonly reserve?: number
  readonly query?: { readonly rows?: number; readonly milliseconds?: number }
  readonly queue?: { readonly wait?: number; readonly group?: number; readonly rows?: number }
  readonly labels?: LabelLimits
  readonly now?: () => number
  /** What somebody should read: a file set aside, values that contradict each other. */
  readonly log?: (line: string) => void
}

export interface Store {
  /** Resolves when the batch is on disk. */
  write(batch: Batch, arrival?: Arrival): Promise<Written>
  /** Of bodies with unbelievable times, those that came last; the newest last. */
  arrivals(): Promise<Arrival[]>
  query(sql: string, params?: readonly (string | number | null)[]): Promise<Row[]>
  health(): Promise<StoreHealth>
  forget(whom: Forgettable): Promise<Forgotten>
  /** Into a new private file, while writing goes on; answers its size. */
  copy(to: string): Promise<number>
  /** Lets go of what is too old or too much, now. Runs by itself, too. */
  trim(): Promise<{ deleted: number }>
  close(): Promise<void>
}

/** On a disk without a byte left it opens all the same, for reading; and for writing when there is room. */
export async function openStore(folder: string, options: StoreOptions = {}): Promise<Store> {
  await refuseNetwork(folder)
  await makeFolders(folder, privateFolder)
  try {
    return await running(folder, options)
  } catch (cause) {
    if (!(await isForWantOfRoom(folder, cause))) throw cause
    options.log?.('No room on the disk: what is stored can be read, and nothing is taken in.')
    return new FullStore(folder, options, () => running(folder, options))
  }
}

async function running(folder: string, options: StoreOptions): Promise<Store> {
  const writer = startThread('store-writer', { folder, labels: options.labels })
  try {
    const opening = (await writer.ask({ ask: 'opening' })) as Opening
    tellOf(opening, options.log)
    return new RunningStore(folder, writer, opening, options)
  } catch (cause) {
    await writer.stop()
    throw cause
  }
}

function tellOf(opening: Opening, log: StoreOptions['log']): void {
  if (opening.setAside !== null)
    log?.(
      `The store was damaged (${opening.damage}). It is kept as ${opening.setAside}; a new one begins.`,
    )
  if (opening.copy !== null)
    log?.(`The store was brought up to date; ${opening.copy} is how it was.`)
}
