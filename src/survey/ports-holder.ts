// Who has a port, in a few words for a sentence.
import { within } from '../world/limit.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { ownersOf } from './ports-owner.ts'

const patience = 4_000

/** Null when this user may not see it. */
export async function holderOf(port: number, around: Surroundings): Promise<string | null> {
  const owner = (await within(patience, ownersOf([port], around)))?.get(port) ?? null
  return owner === null ? null : `${owner.name ?? 'a process'} (process ${owner.pid})`
}
