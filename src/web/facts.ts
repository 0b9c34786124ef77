// What the page server must be told: who we are, where telemetry is taken, and what the store can answer.
import type { Counters } from '../embedded/receiver/counters.ts'
import type { Store } from '../embedded/store/store.ts'

/** The reading side only. */
export type Reading = Pick<Store, 'query' | 'health'>

export interface Facts {
  readonly version: string
  /** Said by /healthz: only who started us can know it. */
  readonly instance: string
  readonly started: number
  /** Where Claude Code is to send, such as http://127.0.0.1:14318; null when that door is closed. */
  readonly otlp: { readonly http: string | null; readonly grpc: string | null }
  /** Why not ready, or null. Asked each time. */
  readonly obstacle?: () => string | null
  /** What came in since the start; left out where nothing is taken. */
  readonly receiver?: () => Counters
  /** Damaged databases that lie beside the one in use. Asked each time. */
  readonly setAside?: () => Promise<readonly string[]>
  /** The built page: index.html, page.js, page.css. */
  readonly pageFolder: string
  /** Names beside those of loopback that may stand in Host, with their port. */
  readonly hosts?: readonly string[]
  readonly now?: () => number
}

/** One answer on its way out. */
export interface Reply {
  readonly status: number
  readonly type: string
  readonly body: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

export function json(data: unknown, status = 200): Reply {
  const type = 'application/json; charset=utf-8'
  return { status, type, body: `${JSON.stringify({ ok: true, data })}\n` }
}

export function fault(
  status: number,
  code: string,
  message: string,
  hints: readonly string[] = [],
): Reply {
  const body = `${JSON.stringify({ ok: false, error: { code, message, hints } })}\n`
  return { status, type: 'application/json; charset=utf-8', body }
}
