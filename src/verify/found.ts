// Asks the page for a mark, by the address from which its own panels get their numbers.
import { get } from '../world/ask.ts'

export interface Sought {
  /** Of the page's server, such as http://127.0.0.1:14300. */
  readonly page: string
  readonly mark: string
  readonly at: Date
  readonly signals: readonly string[]
  readonly signal: AbortSignal
}

/** Per signal: found, or why not. */
export interface Found {
  readonly signals: ReadonlySet<string>
  readonly reason: string | null
}

const around = 3_600_000
/** For one answer; and for how long it is asked again where the mark is not there. */
const longest = 10_000
const patience = 2_000
const pause = 50

const missing =
  'it was accepted, and the page does not find it: it was not stored, or this page shows the data of another engine'

/** An acknowledged point is on disk: that it is seen, too, may take a moment. */
export async function findMark(sought: Sought): Promise<Found> {
  const until = performance.now() + patience
  for (;;) {
    const found = await look(sought)
    const isAll = sought.signals.every((one) => found.signals.has(one))
    if (isAll || found.reason !== missing || performance.now() > until) return found
    sought.signal.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

async function look({ page, mark, at }: Sought): Promise<Found> {
  const answer = await get(addressOf(page, mark, at), longest)
  if (answer === null) return nothing(`nothing answers on ${new URL(page).host}`)
  if (answer.status !== 200) return nothing(`the page answers ${answer.status}`)
  const labels = labelsIn(answer.body)
  if (labels === null) return nothing('what answers there is not this program')
  return { signals: new Set(labels), reason: missing }
}

function addressOf(page: string, mark: string, at: Date): string {
  const query = new URLSearchParams({ board: 'own', panel: 'marks' })
  query.set('from', String(at.getTime() - around))
  query.set('to', String(at.getTime() + around))
  query.set('session', mark)
  return `${page}/api/panel?${query}`
}

function labelsIn(body: string): string[] | null {
  try {
    const { data } = JSON.parse(body) as { data: { answer: { parts: { label: string }[] } } }
    return data.answer.parts.map(({ label }) => label)
  } catch {
    return null
  }
}

function nothing(reason: string): Found {
  return { signals: new Set(), reason }
}
