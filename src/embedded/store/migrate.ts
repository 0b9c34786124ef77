// The file's schema brought up to ours, one step after the other, with a copy made before.
import { Problem } from '../../errors.ts'
import type { Database } from '../../world/database.ts'
import { fillEventRollUps } from './fill-events.ts'
import { firstSchema, secondSchema } from './schema.ts'

/** Step 1 makes a new file; step N brings version N - 1 to N. Never edited once released. */
export const steps: readonly Step[] = [
  firstSchema,
  (db) => {
    db.exec(secondSchema)
    fillEventRollUps(db)
  },
]

/** SQL, or what SQL alone cannot do; in the transaction of all steps. */
export type Step = string | ((db: Database) => void)

export function versionOf(db: Database): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
}

/** Answers where the copy is, or null where none was needed. A newer file is left as it is. */
export function migrate(
  db: Database,
  path: string,
  wanted: readonly Step[] = steps,
): string | null {
  const found = versionOf(db)
  if (found > wanted.length) throw newer(path, found, wanted.length)
  if (found === wanted.length) return null
  const copy = found === 0 ? null : `${path}.schema-${found}-${Date.now()}`
  if (copy !== null) db.prepare('VACUUM INTO ?').run(copy)
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const step of wanted.slice(found)) {
      if (typeof step === 'string') db.exec(step)
      else step(db)
    }
    db.exec(`PRAGMA user_version = ${wanted.length}`)
    db.exec('COMMIT')
  } catch (cause) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw cause
  }
  return copy
}

function newer(path: string, found: number, ours: number): Problem {
  return new Problem(
    'store-newer',
    `${path} was written by a newer claude-telemetry (schema ${found}, this one knows ${ours}). It was left as it is.`,
    { hints: ['npx claude-telemetry@latest init'] },
  )
}
