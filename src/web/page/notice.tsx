// Above the numbers, where something is wrong or there is nothing to see: why, and what came last.
import type { Range } from '../../dashboards/measure.ts'
import type { Status } from './ask.ts'
import { FindingView } from './finding.tsx'
import type { Server } from './server.ts'
import type { State } from './state.ts'
import { Teach } from './teach.tsx'
import { Typed } from './typed.tsx'
import { type Clock, ago } from './words.ts'

interface Given {
  readonly server: Server
  readonly clock: Clock
  /** Null where the range does not matter. */
  readonly range: Range | null
  readonly go: (change: Partial<State>) => void
}

export function Notice({ server, clock, range, go }: Given) {
  const { status } = server
  if (server.fault !== null) return <Gone server={server} fault={server.fault} />
  if (status === null) return null
  if (status.last_points.length === 0) return <Teach status={status} />
  return (
    <>
      <Trouble status={status} />
      <Quiet {...{ status, clock, range, go }} />
    </>
  )
}

function Gone({ server, fault }: { readonly server: Server; readonly fault: string }) {
  return (
    <section class="notice bad" role="alert">
      <h2>{fault}</h2>
      <p>
        {server.boards.length > 0 && 'The numbers below are as of its last answer. '}
        This page asks again by itself. If nobody is there, start the engine:
      </p>
      <Typed text="claude-telemetry up" />
      <p>
        <button type="button" class="strong" onClick={server.tryNow}>
          Ask again now
        </button>
      </p>
    </section>
  )
}

/** Notes can wait for the doctor; what is worse cannot. */
function Trouble({ status }: { readonly status: Status }) {
  const found = (status.findings ?? []).filter(({ level }) => isTrouble(level))
  if (found.length === 0 && status.state === 'open') return null
  const bad = status.state !== 'open' || found.some(({ level }) => level === 'error')
  return (
    <section class={`notice ${bad ? 'bad' : 'careful'}`} role="alert">
      <h2>{status.state === 'open' ? 'Something needs a look.' : 'New data is not being kept.'}</h2>
      {found.map((one) => (
        <FindingView key={one.text} finding={one} />
      ))}
      {found.length === 0 && <Typed text="claude-telemetry doctor" />}
    </section>
  )
}

function isTrouble(level: string): boolean {
  return level === 'error' || level === 'warning'
}

function Quiet({ status, clock, range, go }: Omit<Given, 'server'> & { readonly status: Status }) {
  const newest = newestOf(status)
  if (newest === null || range === null || newest.at > range.from) return null
  const { source, at } = newest
  const week = [at - 7 * 86_400_000, at + 60_000].map((one) => new Date(one).toISOString())
  return (
    <section class="notice">
      <h2>Nothing arrived in this range.</h2>
      <p>
        The last point came {ago(at, Date.now())}, {clock.long(at)}, from {source}.
      </p>
      <button type="button" class="strong" onClick={() => go({ range: week.join('~') })}>
        Show the week before it
      </button>
    </section>
  )
}

function newestOf({ last_points }: Status): { source: string; at: number } | null {
  const points = last_points.map(({ source, at }) => ({ source, at: Date.parse(at) }))
  return points.toSorted((a, b) => b.at - a.at)[0] ?? null
}
