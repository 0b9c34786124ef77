// What the embedded engine says of itself: its state, its address, and what it took last.
import { contact } from '../embedded/life/contact.ts'
import { type Addresses, engineAddresses } from '../plan/addresses.ts'
import type { Finding } from '../survey/finding.ts'
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
  /** Where it takes and shows things; null where nobody knows. */
  readonly addresses: Addresses | null
  readonly findings: readonly EngineFinding[]
}

/** What the engine says of itself that is worth a warning. */
export type EngineFinding = Pick<Finding, 'id' | 'level' | 'text' | 'fix'>

const patience = 3_000

export async function engineReport(places: Places): Promise<EngineReport> {
  const now = await contact(places)
  const name = 'engine'
  if (now.state === 'absent' || now.state === 'dead') {
    const reason =
      now.state === 'dead' ? 'its process is gone without a word; the data is kept' : null
    return { ...unknown, service: { name, state: 'stopped', address: null, reason } }
  }
  const address = `http://127.0.0.1:${now.mark.ports.page}`
  if (now.state === 'silent') {
    const reason = `process ${now.mark.pid} lives, but does not answer`
    return { ...unknown, service: { name, state: 'unhealthy', address, reason } }
  }
  const { ready, reason } = now.health
  const { lastPoints, findings } = await saidBy(address)
  // What is set aside keeps nobody from working, but has to be seen.
  const first = findings.find(({ id }) => id === 'engine-store')?.text ?? null
  const state = ready ? 'running' : 'unhealthy'
  const service = { name, state, address, reason: reason ?? first } as const
  return { service, lastPoints, findings, addresses: engineAddresses(now.mark.ports) }
}

const unknown = { lastPoints: [], addresses: null, findings: [] } as const

interface Said {
  readonly data: {
    readonly last_points?: EngineReport['lastPoints']
    readonly findings?: EngineReport['findings']
  }
}

async function saidBy(address: string): Promise<Pick<EngineReport, 'lastPoints' | 'findings'>> {
  const answer = await get(`${address}/api/status`, patience)
  if (answer?.status !== 200) return unknown
  const { data } = JSON.parse(answer.body) as Said
  const worth = (data.findings ?? []).filter(
    ({ level }) => level === 'warning' || level === 'error',
  )
  return { lastPoints: data.last_points ?? [], findings: worth }
}
