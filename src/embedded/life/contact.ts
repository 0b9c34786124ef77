// Whether our background process runs: the mark names it, and its own answer proves it. A pid alone is never trusted.
import { isAlive, startOf } from '../../world/alive.ts'
import { get } from '../../world/ask.ts'
import type { Places } from '../../world/places.ts'
import { type Mark, readMark } from './mark.ts'

export type Contact =
  | { readonly state: 'absent' }
  /** Its process is gone, and it could not say goodbye. */
  | { readonly state: 'dead'; readonly mark: Mark }
  /** The process lives, but does not answer as it should. */
  | { readonly state: 'silent'; readonly mark: Mark }
  | { readonly state: 'running'; readonly mark: Mark; readonly health: Health }

export interface Health {
  readonly instance: string
  readonly ready: boolean
  readonly reason: string | null
}

const patience = 2_000

export async function contact(places: Places): Promise<Contact> {
  const mark = await readMark(places)
  if (mark === null) return { state: 'absent' }
  const health = await healthOf(mark)
  if (health !== null && health.instance === mark.instance)
    return { state: 'running', mark, health }
  return { state: (await isStillIt(mark)) ? 'silent' : 'dead', mark }
}

async function healthOf({ ports }: Mark): Promise<Health | null> {
  const answer = await get(`http://127.0.0.1:${ports.page}/healthz`, patience)
  try {
    return answer === null ? null : (JSON.parse(answer.body) as Health)
  } catch {
    return null
  }
}

export async function isStillIt({ pid, started }: Mark): Promise<boolean> {
  if (!isAlive(pid)) return false
  const now = await startOf(pid)
  return now === null || started === null || now === started
}
