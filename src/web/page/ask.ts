// Asks our own server; nobody else.
import type { Answer } from '../../dashboards/answer.ts'
import type { Board } from '../../dashboards/board.ts'
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

export interface PanelSaid {
  readonly range: { readonly from: string; readonly to: string }
  readonly answer: Answer
}

/** What all panels of a page have in common. */
export interface View {
  readonly board: string
  readonly range: Range
  readonly timeZone: string
  readonly where: readonly string[]
  readonly session: string | null
}

export function panelAddress(panel: string, view: View, format?: 'csv'): string {
  const { from, to } = view.range
  const query = new URLSearchParams({ board: view.board, panel })
  query.set('from', String(from))
  query.set('to', String(to))
  query.set('tz', view.timeZone)
  for (const one of view.where) query.append('where', one)
  if (view.session !== null) query.set('session', view.session)
  if (format !== undefined) query.set('format', format)
  return `/api/panel?${query}`
}

export const askPanel = (panel: string, view: View, signal: AbortSignal): Promise<PanelSaid> =>
  ask(panelAddress(panel, view), signal)

export const askBoards = (): Promise<{ boards: readonly Board[] }> => ask('/api/boards')

export const askStatus = (): Promise<Status> => ask('/api/status')

async function ask<Data>(address: string, signal?: AbortSignal): Promise<Data> {
  const response = await fetch(address, signal === undefined ? {} : { signal })
  const said: { ok: boolean; data: Data; error?: { message: string } } = await response.json()
  if (!said.ok) throw new Error(said.error?.message ?? `The server says ${response.status}.`)
  return said.data
}
