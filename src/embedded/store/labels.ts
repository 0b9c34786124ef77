// Labels as one text that is the same for the same labels in any order, and as the columns of a label set.
import type { Labels } from '../../ledger/record.ts'
import type { Cell } from '../../world/database.ts'
import { labelColumns } from './schema.ts'

/** What a point says of itself wins over what its resource says. */
export function labelKey(resource: Labels, labels: Labels, without?: string): string {
  const all: Record<string, string> = { ...resource, ...labels }
  const pairs = Object.keys(all)
    .filter((name) => name !== without)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(all[name])}`)
  return `{${pairs.join(',')}}`
}

/** Key, then each column, then the rest: the values of a row of `labelset` after its id. */
export function labelRow(key: string): Cell[] {
  const rest: Record<string, string> = JSON.parse(key)
  const columns = Object.values(labelColumns).map((names) => {
    const name = names.find((each) => rest[each] !== undefined)
    if (name === undefined) return null
    const value = rest[name] ?? null
    delete rest[name]
    return value
  })
  return [key, ...columns, Object.keys(rest).length === 0 ? null : JSON.stringify(rest)]
}
