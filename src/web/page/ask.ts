// Asks our own server; nobody else.
import type { Answer } from '../../dashboards/answer.ts'
import type { Board, Panel } from '../../dashboards/board.ts'
import type { Range } from '../../dashboards/measure.ts'

export interface Status {
  readonly version: string
  readonly otlp: { readonly http: string | null; readonly grpc: string | null }
  readonly state: string
  readonly stored: number
  readonly refused?: Readonly<Record<string, number>>
  readonly findings?: readonly Finding[]
  readonly last_points: readonly { readonly source: string; readonly at: string }[]
}

export interface Finding {
  readonly id: string
  readonly level: string
  readonly text: string
  readonly fix: string | null
}

/** A label that was seen, as `where=` and `by=` take it. */
export interface SeenLabel {
  readonly label: string
  readonly title: string
  readonly values: readonly string[]
  /** How many values there are: more than are listed, perhaps. */
  readonly there_are: number
}

export interface PanelSaid {
  readonly range: { readonly from: string; readonly to: string }
  /** What a panel of choice was split by. */
  readonly by?: { readonly label: string; readonly title: string }
  /** How far the numbers can be trusted. */
  readonly exactness: { readonly says: string }
  /** A sentence for each filter that cannot hold here. */
  readonly does_not_apply: readonly string[]
  readonly answer: Answer
}

/** What all panels of a page have in common. */
export interface View {
  readonly board: string
  readonly range: Range
  readonly timeZone: string
  readonly where: readonly string[]
  readonly session: string | null
  /** What panels of choice are split by; null leaves it to them. */
  readonly by: string | null
}

/** As many parts as there are colours that a person can tell apart; the server adds up the rest. */
export const mostParts = 8

export function panelAddress({ id: panel, choose }: Panel, view: View, format?: 'csv'): string {
  const { from, to } = view.range
  const query = new URLSearchParams({ board: view.board, panel })
  query.set('from', String(from))
  query.set('to', String(to))
  query.set('tz', view.timeZone)
  for (const one of view.where) query.append('where', one)
  if (view.session !== null) query.set('session', view.session)
  if (choose === 'by' && view.by !== null) query.set('by', view.by)
  if (format !== undefined) query.set('format', format)
  return `/api/panel?${query}`
}

export const askPanel = (panel: Panel, view: View, signal: AbortSignal): Promise<PanelSaid> =>
  ask(`${panelAddress(panel, view)}&parts=${mostParts}`, signal)

export const askLabels = (): Promise<{ labels: readonly SeenLabel[] }> => ask('/api/labels')

export const askBoards = (): Promise<{ boards: readonly Board[] }> => ask('/api/boards')

export const askStatus = (): Promise<Status> => ask('/api/status')

async function ask<Data>(address: string, signal?: AbortSignal): Promise<Data> {
  const response = await fetch(address, signal === undefined ? {} : { signal })
  const said: { ok: boolean; data: Data; error?: { message: string } } = await response.json()
  if (!said.ok) throw new Error(said.error?.message ?? `The server says ${response.status}.`)
  return said.data
}
