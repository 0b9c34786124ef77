// What `init` ends with: where things are, whether they work, what to type next.
import type { Answer } from '../talk.ts'
import type { Setup } from './setup.ts'

interface Hop {
  readonly id: string
  readonly ok: boolean | null
  readonly ms: number | null
  readonly detail: string | null
}

interface Changed {
  readonly path: string
  readonly action: string
  readonly reason: string | null
}

export interface Done {
  readonly stack: string
  readonly setup: Setup
  readonly changes: readonly Changed[]
  /** Null: not verified, because nothing was made. */
  readonly hops: readonly Hop[] | null
  /** Lines to type next; the first loads the variables into this shell. */
  readonly next: readonly string[]
}

export function initAnswer({ stack, setup, changes, hops, next }: Done): Answer {
  const healthy = hops === null || hops.every(({ ok }) => ok !== false)
  const grpc = setup.protocol === 'grpc'
  const data = {
    stack,
    engine: setup.engine,
    addresses: {
      otlp_http: grpc ? null : setup.address,
      otlp_grpc: grpc ? setup.address : null,
      page: null,
      grafana: null,
      prometheus: null,
      loki: null,
    },
    connected: setup.connect,
    changes,
    verify: hops === null ? null : { hops },
    next,
  }
  return {
    data,
    text: text(setup, healthy),
    outcome: healthy ? 'done' : 'unhealthy',
    after: after(setup, healthy, next),
  }
}

function text(setup: Setup, healthy: boolean): string {
  const connected = {
    settings: 'Claude Code is connected through its own settings.',
    shell: 'Claude Code is connected through your shell: open a new one.',
    none: 'Claude Code is not connected yet.',
  }[setup.connect]
  if (healthy) return `${setup.address} accepts telemetry. ${connected}`
  return `${connected} But ${setup.address} does not accept telemetry now; everything was left in place.`
}

function after(setup: Setup, healthy: boolean, next: readonly string[]): string[] {
  const restart =
    setup.connect === 'none'
      ? []
      : ['Restart open Claude Code sessions: they read this once, at their start.']
  return [
    ...restart,
    ...(healthy ? [] : ['To find out why: claude-telemetry doctor']),
    ...next.map((line) => `  ${line}`),
  ]
}
