// Where there is nothing to see, or something is wrong: what came last, and what to type.
import type { Range } from '../../dashboards/measure.ts'
import type { Status } from './ask.ts'
import type { State } from './state.ts'
import { type Clock, ago } from './words.ts'

interface Given {
  readonly status: Status | null
  readonly fault: string | null
  readonly clock: Clock
  readonly range: Range
  readonly go: (change: Partial<State>) => void
}

export function Notice({ status, fault, clock, range, go }: Given) {
  if (fault !== null)
    return (
      <section class="notice bad" role="alert">
        <h2>{fault}</h2>
        <p>The numbers below are as of the last answer. To start it again, type:</p>
        <pre tabIndex={0}>claude-telemetry up</pre>
      </section>
    )
  if (status === null) return null
  if (status.state !== 'open')
    return (
      <section class="notice bad" role="alert">
        <h2>New data is not being kept: the store is {status.state}.</h2>
        <pre tabIndex={0}>claude-telemetry doctor</pre>
      </section>
    )
  const newest = status.last_points.toSorted((a, b) => b.at.localeCompare(a.at))[0]
  if (newest === undefined) return <Nothing status={status} />
  const at = Date.parse(newest.at)
  if (at > range.from) return null
  const week = [at - 7 * 86_400_000, at + 60_000]
    .map((one) => new Date(one).toISOString())
    .join('~')
  return (
    <section class="notice">
      <h2>Nothing arrived in this range.</h2>
      <p>
        The last point came {ago(at, Date.now())}, {clock.long(at)}, from {newest.source}.
      </p>
      <button type="button" class="strong" onClick={() => go({ range: week })}>
        Show the week before it
      </button>
    </section>
  )
}

function Nothing({ status }: { readonly status: Status }) {
  const { http, grpc } = status.otlp
  return (
    <section class="notice teach">
      <h1>Nothing has arrived yet.</h1>
      <p>This page fills by itself as soon as Claude Code reports something. Three steps:</p>
      <ol>
        <li>
          Point Claude Code here:
          <pre tabIndex={0}>claude-telemetry connect</pre>
        </li>
        <li>
          Start it anew, in a new terminal, and let it answer something:
          <pre tabIndex={0}>claude -p "Say hello"</pre>
        </li>
        <li>
          Still nothing after a minute? Let us look for the reason:
          <pre tabIndex={0}>claude-telemetry doctor</pre>
        </li>
      </ol>
      <p class="aside">
        Listening for OTLP at {http ?? 'no HTTP address'}
        {grpc === null ? '' : ` and, for gRPC, ${grpc}`}. Sessions that were open before must be
        started again: Claude Code reads its settings once.
      </p>
    </section>
  )
}
