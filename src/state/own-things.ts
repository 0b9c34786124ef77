// Everything of ours by name: what else lies in our folders is the user's and stays.
import { join } from 'node:path'
import { draftsOn } from '../world/plant.ts'
import type { Places } from '../world/places.ts'
import { keptList, listFile } from './folder-list.ts'

/** What was collected, and what it needs to be read: kept when only the rest shall go. */
export function collected(places: Places): string {
  return join(places.data, 'store')
}

export async function ownThings(places: Places, keepData: boolean): Promise<string[]> {
  const drafts = await Promise.all([places.config, places.data, places.state].map(draftsOn))
  const inConfig = ['stack.json', 'headers', 'otlp-token', 'shell']
  const inState = ['backups', 'logs', 'ports.json', 'serve.json', 'receipt.json']
  return [
    ...new Set(drafts.flat()),
    ...inConfig.map((name) => join(places.config, name)),
    ...['bin', 'program'].map((name) => join(places.data, name)),
    ...(keepData ? [] : [collected(places), keptList(places)]),
    ...inState.map((name) => join(places.state, name)),
    listFile(places),
  ]
}
