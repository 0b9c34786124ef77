// One owner per folder, by a lock that the system releases when its holder dies, however it dies.
import { join } from 'node:path'
import { Problem } from '../../errors.ts'
import { type Database, faultCode, openDatabase } from '../../world/database.ts'

const busy = 5

/** Held until it is closed. A file of its own: the data may be read while it is owned. */
export function own(folder: string): Database {
  const lock = openDatabase(join(folder, 'owner.lock'))
  try {
    lock.exec('PRAGMA busy_timeout = 0')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (cause) {
    lock.close()
    if (faultCode(cause) !== busy) throw cause
    throw new Problem('store-owned', `Another process has the store in ${folder} open.`, {
      hints: ['claude-telemetry status'],
      cause,
    })
  }
}
