// What was seen of one run → why a signal did not arrive, with the first thing to mend in front.
import type { DebugFacts } from './debug-lines.ts'
import type { Reason, ReasonId, Signal } from './result.ts'

/** Where an export came in: `meant` is right, the others say what is wrong. */
export type Arrival = 'meant' | 'path' | 'malformed' | 'unset'

export interface Seen {
  readonly debug: DebugFacts
  readonly arrivals: Readonly<Record<Signal, readonly Arrival[]>>
  readonly timedOut: boolean
  readonly exitCode: number | null
  /** Why the client could not be started at all. */
  readonly fault: string | null
  /** The client asked the stand-in for a message: it got as far as a user would. */
  readonly asked: boolean
  /** What it printed when it failed, one line. */
  readonly complaint: string | null
  /** It said that it does not use a settings file. */
  readonly refusedSettings: string | null
}

interface Cause {
  readonly id: ReasonId
  readonly text: string
  readonly variables?: readonly string[]
  readonly value?: string | null
}

const plain: Readonly<Record<Signal, string>> = { metrics: 'metrics', logs: 'events' }
const selector: Readonly<Record<Signal, string>> = {
  metrics: 'OTEL_METRICS_EXPORTER',
  logs: 'OTEL_LOGS_EXPORTER',
}

export function arrived(seen: Seen, signal: Signal): boolean {
  return seen.arrivals[signal].includes('meant')
}

/** One reason for both signals is said once. */
export function reasonsFor(seen: Seen): Reason[] {
  const silent = (['metrics', 'logs'] as const).filter((signal) => !arrived(seen, signal))
  const reasons: Reason[] = []
  for (const signal of silent) {
    const cause = whole(seen) ?? single(seen, signal) ?? last(seen)
    const same = reasons.findIndex(({ id, text }) => id === cause.id && text === cause.text)
    const before = reasons[same]
    if (before !== undefined) reasons[same] = { ...before, signals: [...before.signals, signal] }
    else reasons.push({ variables: [], value: null, ...cause, signals: [signal] })
  }
  return reasons
}

/** Reasons that silence everything. */
function whole({ debug, fault, refusedSettings, ...seen }: Seen): Cause | null {
  if (fault !== null)
    return { id: 'client-failed', text: `The client could not be started: ${fault}.` }
  if (debug.enabled === false && refusedSettings !== null) {
    return {
      id: 'settings-refused',
      text: `The client does not use a settings file: ${refusedSettings}`,
    }
  }
  if (debug.enabled === false) return off(debug)
  if (debug.initFailure !== null) return initFailed(debug.initFailure)
  if (seen.timedOut)
    return { id: 'client-slow', text: 'The client did not end in time and was stopped.' }
  return debug.enabled === null && seen.exitCode !== 0 ? failed(seen) : null
}

function off({ enabledBy }: DebugFacts): Cause {
  const value = /=(.*)$/.exec(enabledBy ?? '')?.[1] ?? null
  const isSet = value !== null && value !== 'undefined' && value !== ''
  return {
    id: 'telemetry-off',
    text: `Telemetry is off: CLAUDE_CODE_ENABLE_TELEMETRY is ${isSet ? value : 'not set'}.`,
    variables: ['CLAUDE_CODE_ENABLE_TELEMETRY'],
    value: isSet ? value : null,
  }
}

function initFailed(text: string): Cause {
  const [, names, word] = /Unknown protocol set in (.*) env var: (.*)$/.exec(text) ?? []
  if (names !== undefined) {
    const value = word === 'undefined' || word === undefined ? null : word
    const said =
      value === null
        ? 'No protocol is set, which this version cannot do without'
        : `"${value}" is no protocol that the client knows`
    return {
      id: 'protocol-word',
      text: `${said}: it sends nothing at all.`,
      variables: names.split(' or '),
      value,
    }
  }
  const [, named, value] = /Unknown exporter type set in (.*) env var: (.*)$/.exec(text) ?? []
  if (named !== undefined && value !== undefined) {
    // 2.1.197 names the protocol variables when the exporter for metrics is meant.
    const variable = /^OTEL_\w+_EXPORTER$/.test(named) ? named : selector.metrics
    return {
      id: 'exporter-word',
      text: `"${value}" is no exporter that the client knows: it sends nothing at all.`,
      variables: [variable],
      value,
    }
  }
  return { id: 'init-failed', text: `The client gave up on telemetry: ${text}` }
}

/** The variable for one signal, and the one for all that it goes before. */
function endpoints(signal: Signal): string[] {
  return [`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`, 'OTEL_EXPORTER_OTLP_ENDPOINT']
}

function failed({ exitCode, complaint }: Pick<Seen, 'exitCode' | 'complaint'>): Cause {
  const said = complaint === null ? 'without a word' : `saying: ${complaint}`
  return { id: 'client-failed', text: `The client ended with ${exitCode ?? 'a signal'}, ${said}` }
}

/** Reasons that silence one signal. */
function single({ debug, arrivals }: Seen, signal: Signal): Cause | null {
  const exporters = signal === 'metrics' ? debug.metricsExporters : debug.logsExporters
  const variables = [selector[signal]]
  if (exporters?.length === 0) {
    return {
      id: 'exporter-unset',
      text: `No exporter is set for ${plain[signal]}, or it is "none".`,
      variables,
    }
  }
  if (exporters !== null && !exporters.includes('otlp')) {
    const value = exporters.join(',')
    return {
      id: 'exporter-other',
      text: `The exporter for ${plain[signal]} is "${value}", not otlp.`,
      variables,
      value,
    }
  }
  if (debug.helperFailure !== null) {
    return {
      id: 'headers-helper',
      text: `otelHeadersHelper failed (${debug.helperFailure}), and without it nothing is sent.`,
    }
  }
  return wrongPlace(arrivals[signal], signal)
}

function wrongPlace(arrivals: readonly Arrival[], signal: Signal): Cause | null {
  const variables = endpoints(signal)
  if (arrivals.includes('malformed')) {
    return {
      id: 'endpoint-scheme',
      text: 'The endpoint does not start with http:// or https://, so the client goes to localhost:4318.',
      variables,
    }
  }
  if (arrivals.includes('unset')) {
    return {
      id: 'endpoint-unset',
      text: 'No endpoint is set, so the client goes to localhost:4318.',
      variables,
    }
  }
  if (!arrivals.includes('path')) return null
  const text = `The ${plain[signal]} go to a path where no receiver takes them: an endpoint for one signal is used as it stands, any other gets /v1/${signal} added.`
  return { id: 'endpoint-path', text, variables }
}

function last({ debug, ...seen }: Seen): Cause {
  if (debug.exportFailure !== null)
    return { id: 'export-failed', text: `The client could not deliver: ${debug.exportFailure}` }
  if (seen.exitCode !== 0 && !seen.asked) return failed(seen)
  return { id: 'unknown', text: 'Nothing arrived, and the client does not say why.' }
}
