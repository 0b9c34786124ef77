// An engine that has heard nothing yet: how to connect, where it listens, and what it makes of the silence.
import type { Status } from './ask.ts'
import { FindingView } from './finding.tsx'
import { Typed } from './typed.tsx'

export function Teach({ status }: { readonly status: Status }) {
  // That nothing came is what this page says already.
  const found = (status.findings ?? []).filter(({ id }) => id !== 'engine-points')
  return (
    <section class="notice teach">
      <h1>Nothing has arrived yet.</h1>
      <p>This page fills by itself as soon as Claude Code reports something. Three steps:</p>
      <ol>
        <li>
          Point Claude Code here:
          <Typed text="claude-telemetry connect" />
        </li>
        <li>
          Start it anew, in a new terminal, and let it answer something:
          <Typed text={'claude -p "Say hello"'} />
        </li>
        <li>
          Still nothing after a minute? Then let us look for the reason:
          <Typed text="claude-telemetry doctor" />
        </li>
      </ol>
      <p class="aside">
        Sessions that were open before must be started again: Claude Code reads its settings once.
        If the shell does not know <code>claude-telemetry</code>, write{' '}
        <code>npx claude-telemetry</code>.
      </p>
      <Doors status={status} />
      <div class="thinks">
        <h2>What the doctor thinks</h2>
        {found.map((one) => (
          <FindingView key={one.text} finding={one} />
        ))}
        {found.length === 0 && (
          <p>The engine is well and listens. Nobody has sent it anything since it began.</p>
        )}
        <Refused refused={status.refused ?? {}} />
      </div>
    </section>
  )
}

function Doors({ status }: { readonly status: Status }) {
  const { http, grpc } = status.otlp
  return (
    <details>
      <summary>By hand: the address, and the variables</summary>
      <p>
        The engine takes OTLP at <code>{http ?? 'no HTTP address'}</code>
        {grpc !== null && (
          <>
            {' '}
            and, for gRPC, at <code>{grpc}</code>
          </>
        )}
        . In the shell that starts Claude Code:
      </p>
      {http !== null && <Typed text={variables(http)} />}
    </details>
  )
}

function variables(http: string): string {
  const set = {
    CLAUDE_CODE_ENABLE_TELEMETRY: '1',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_ENDPOINT: http,
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
  }
  return Object.entries(set)
    .map(([name, value]) => `export ${name}=${value}`)
    .join('\n')
}

/** Something did knock, and was turned away. */
function Refused({ refused }: { readonly refused: Readonly<Record<string, number>> }) {
  const parts = Object.entries(refused).map(([reason, count]) => `${count} (${reason})`)
  return parts.length === 0 ? null : <p>Refused since it began: {parts.join(', ')}.</p>
}
