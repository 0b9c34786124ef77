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

export interface Next {
  readonly to: 'load' | 'connect' | 'look' | 'check' | 'undo'
  readonly line: string
}

export interface Done {
  readonly stack: string
  readonly setup: Setup
  readonly changes: readonly Changed[]
  /** Null: not verified, because nothing was made. */
  readonly hops: readonly Hop[] | null
  /** Lines to type next, each with what it is for. */
  readonly next: readonly Next[]
}

export function initAnswer({ stack, setup, changes, hops, next }: Done): Answer {
  const healthy = hops === null || hops.every(({ ok }) => ok !== false)
  const data = {
    stack,
    engine: setup.engine,
    addresses: setup.addresses,
    connected: setup.connect,
    changes,
    verify: hops === null ? null : { hops },
    next: next.map(({ line }) => line),
  }
  return {
    data,
    text: text(setup, healthy),
    outcome: healthy ? 'done' : 'unhealthy',
    after: after(setup, { healthy, changes }, next),
  }
}

function text(setup: Setup, healthy: boolean): string {
  const { page } = setup.addresses
  const connected = {
    settings: 'Claude Code is connected through its own settings.',
    shell: 'Claude Code is connected through your shell: open a new one.',
    none: 'Claude Code is not connected yet.',
  }[setup.connect]
  if (healthy && page !== null) return `${connected}\nThe page: ${page}`
  if (healthy) return `${setup.address} accepts telemetry. ${connected}`
  return `${connected} But ${setup.address} does not accept telemetry now; everything was left in place.`
}

function after(
  setup: Setup,
  { healthy, changes }: { readonly healthy: boolean; readonly changes: Done['changes'] },
  next: readonly Next[],
): string[] {
  const own = new Set(setup.files.map(({ path }) => path))
  const isNews = changes.some(({ path, action }) => action !== 'unchanged' && !own.has(path))
  const restart =
    setup.connect === 'none' || !isNews
      ? []
      : ['Restart open Claude Code sessions: they read this once, at their start.']
  const purposes = {
    load: 'To load the variables into this shell',
    connect: 'To connect Claude Code everywhere',
    look: 'To open the page',
    check: healthy ? 'To check everything' : 'To find out why',
    undo: 'To undo it',
  }
  // Where something is wrong, finding out why is what the eye shall fall on: the last line.
  const order = healthy
    ? next
    : next.toSorted((a, b) => Number(a.to === 'check') - Number(b.to === 'check'))
  return [...restart, ...order.map(({ to, line }) => `${purposes[to]}: ${line}`)]
}
