// The one thread that writes to the store's file, and owns its folder while it lives.
import { beThread } from '../../world/thread.ts'
import { Ledger } from './commit.ts'
import { type Forgettable, forget } from './forget.ts'
import { databaseFile, isDamage, openFile, refuseTooLong } from './open-file.ts'
import type { LabelLimits } from './label-cap.ts'
import { letGoOfMarks } from './own-marks.ts'
import { own } from './owner.ts'
import type { Parcel } from './parcel.ts'
import { seal } from './seal.ts'
import { storeFault } from './store-fault.ts'
import type { Retention } from './retention.ts'
import { sizing, trim } from './trim.ts'

export type WriterQuestion =
  | { readonly ask: 'opening' }
  | { readonly ask: 'commit'; readonly parcel: Parcel }
  | { readonly ask: 'trim'; readonly now: number; readonly keep: Retention }
  | { readonly ask: 'forget'; readonly whom: Forgettable }
  | { readonly ask: 'close' }

export interface WriterWish {
  readonly folder: string
  readonly labels?: LabelLimits
}

beThread(async ({ folder, labels }: WriterWish) => {
  const path = databaseFile(folder)
  try {
    return await begin(folder, path, labels)
  } catch (cause) {
    throw storeFault(cause, path)
  }
})

async function begin(
  folder: string,
  path: string,
  labels: LabelLimits | undefined,
): Promise<(question: WriterQuestion) => unknown> {
  refuseTooLong(path)
  const lock = own(folder)
  const { db, opening } = await openFile(path).catch((cause: unknown) => {
    lock.close()
    throw cause
  })
  const ledger = new Ledger(db, labels)
  const bytes = sizing(db)
  let damaged = false
  const answers = {
    opening: () => opening,
    commit: ({ parcel }: { parcel: Parcel }) => commit(ledger, parcel, bytes),
    trim: ({ now, keep }: { now: number; keep: Retention }) => {
      if (letGoOfMarks(db, now) > 0) ledger.forgetIds()
      return trim(db, now, keep)
    },
    forget: ({ whom }: { whom: Forgettable }) => {
      ledger.forgetIds()
      return forget(db, whom)
    },
    close: async () => {
      try {
        db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
        db.close()
        // A damaged file is to be examined by whoever opens it next.
        if (!damaged) await seal(path)
      } finally {
        lock.close()
      }
    },
  }
  return async (question) => {
    try {
      return await (answers[question.ask] as (question: WriterQuestion) => unknown)(question)
    } catch (cause) {
      damaged ||= isDamage(cause)
      throw storeFault(cause, path)
    }
  }
}

function commit(ledger: Ledger, parcel: Parcel, bytes: ReturnType<typeof sizing>) {
  const started = performance.now()
  const outcome = ledger.commit(parcel)
  const milliseconds = performance.now() - started
  return { ...outcome, milliseconds, ...bytes() }
}
