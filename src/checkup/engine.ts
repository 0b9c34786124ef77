// The embedded engine: whether it runs, and what it says of itself. An endpoint elsewhere has no such findings.
import { contact } from '../embedded/life/contact.ts'
import type { Mark } from '../embedded/life/mark.ts'
import { databasesSetAside } from '../embedded/life/set-aside.ts'
import { readReceipt } from '../state/receipt.ts'
import type { Finding, FindingId } from '../survey/finding.ts'
import { get } from '../world/ask.ts'
import type { Check } from './check.ts'
import type { Patient } from './patient.ts'

const running = 'engine-running'
/** Told by the engine itself, each with what is said when it has nothing to tell. */
const told = {
  'engine-store': 'The database takes data in, and none was set aside.',
  'engine-cumulative': 'No running totals were sent to the engine.',
  'engine-clock': 'The times of all that arrived could be believed.',
  'engine-points': 'Points arrive at the engine.',
} as const satisfies Partial<Record<FindingId, string>>
type Told = keyof typeof told

const patience = 3_000

export const engineCheck: Check = {
  ids: [running, ...(Object.keys(told) as Told[])],
  limit: 10_000,
  look: async (patient): Promise<Finding[]> => {
    const receipt = await readReceipt(patient.places)
    if (receipt?.engine !== 'embedded') return []
    const now = await contact(patient.places)
    if (now.state !== 'running') return [notRunning(now, patient), ...(await setAside(patient))]
    const layer = `http://127.0.0.1:${now.mark.ports.page}`
    const text = `The engine runs (process ${now.mark.pid}) and answers on ${layer}.`
    return [{ id: running, level: 'ok', text, layer: null, fix: null }, ...(await ownWords(layer))]
  },
}

type NotRunning =
  | { readonly state: 'absent' }
  | { readonly state: 'dead' | 'silent'; readonly mark: Mark }

function notRunning(now: NotRunning, { made }: Patient): Finding {
  const lost =
    made?.connected === true ? ' Claude Code sends to it: what it sends now is lost.' : ''
  if (now.state === 'absent') {
    const level = made?.connected === true ? 'error' : 'note'
    const text = `The engine is stopped.${lost}`
    return { id: running, level, text, layer: null, fix: 'claude-telemetry up' }
  }
  const { pid } = now.mark
  if (now.state === 'dead') {
    const text = `The engine is gone without a word (process ${pid}); its data is kept.${lost}`
    return { id: running, level: 'error', text, layer: null, fix: 'claude-telemetry up' }
  }
  const text = `The engine lives (process ${pid}), but does not answer.${lost}`
  return { id: running, level: 'error', text, layer: null, fix: 'claude-telemetry restart' }
}

/** Nobody runs who could tell it. */
async function setAside({ places }: Patient): Promise<Finding[]> {
  const paths = await databasesSetAside(places)
  return paths.map((path) => ({
    id: 'engine-store',
    level: 'warning',
    text: `A damaged database was set aside as ${path}; what is in it is not counted.`,
    layer: null,
    fix: 'Keep it for a rescue, or remove it.',
  }))
}

interface Said {
  readonly data: { readonly findings?: readonly Omit<Finding, 'layer'>[] }
}

async function ownWords(address: string): Promise<Finding[]> {
  const answer = await get(`${address}/api/status`, patience)
  if (answer?.status !== 200) return []
  const said = (JSON.parse(answer.body) as Said).data.findings ?? []
  const quiet = (Object.keys(told) as Told[]).filter((id) => !said.some((one) => one.id === id))
  return [
    ...said.map((one) => ({ ...one, layer: address })),
    ...quiet.map((id): Finding => ({ id, level: 'ok', text: told[id], layer: null, fix: null })),
  ]
}
