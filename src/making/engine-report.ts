// What the embedded engine says of itself: its state, its address, and what it took last.
import { contact } from '../embedded/life/contact.ts'
import { get } from '../world/ask.ts'
import type { Places } from '../world/places.ts'

export interface EngineReport {
  readonly service: {
    readonly name: 'engine'
    readonly state: 'running' | 'stopped' | 'unhealthy'
    readonly address: string | null
    readonly reason: string | null
  }
  readonly lastPoints: readonly { readonly source: string; readonly at: string | null }[]
}

const patience = 3_000

export async function engineReport(places: Places): Promise<EngineReport> {
  const now = await contact(places)
  const name = 'engine'
  if (now.state === 'absent' || now.state === 'dead') {
    const reason =
      now.state === 'dead' ? 'its process is gone without a word; the data is kept' : null
    return { service: { name, state: 'stopped', address: null, reason }, lastPoints: [] }
  }
  const address = `http://127.0.0.1:${now.mark.ports.page}`
  if (now.state === 'silent') {
    const reason = `process ${now.mark.pid} lives, but does not answer`
    return { service: { name, state: 'unhealthy', address, reason }, lastPoints: [] }
  }
  const { ready, reason } = now.health
  const service = { name, state: ready ? 'running' : 'unhealthy', address, reason } as const
  return { service, lastPoints: await lastPoints(address) }
}

interface Said {
  readonly data: { readonly last_points?: EngineReport['lastPoints'] }
}

async function lastPoints(address: string): Promise<EngineReport['lastPoints']> {
  const answer = await get(`${address}/api/status`, patience)
  if (answer?.status !== 200) return []
  return (JSON.parse(answer.body) as Said).data.last_points ?? []
}
