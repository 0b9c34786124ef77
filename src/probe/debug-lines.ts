// What the client says about its telemetry in its debug file, in its own words and then as values.

export interface DebugFacts {
  /** Null when the file does not say. */
  readonly enabled: boolean | null
  readonly enabledBy: string | null
  readonly metricsExporters: readonly string[] | null
  readonly logsExporters: readonly string[] | null
  readonly protocol: string | null
  /** Why nothing at all is exported; null when it started well. */
  readonly initFailure: string | null
  readonly helperFailure: string | null
  readonly exports: Readonly<Record<'metrics' | 'logs', 'success' | 'failed' | null>>
  /** The first failure to deliver, in the client's words. */
  readonly exportFailure: string | null
}

const ours = /\[3P telemetry\]|otelHeadersHelper/
const mostLines = 40
const mostLetters = 300

/** The lines about telemetry alone, without what an address or a helper may give away. */
export function telemetryLines(text: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => ours.test(line))
  return lines.slice(0, mostLines).map((line) => shortened(hidden(diagnosis(line))))
}

/** A stack trace says nothing to the user; the message in front of it does. */
function diagnosis(line: string): string {
  const [, start, message] =
    /^(.*OTEL diag error: )\{"message":"((?:[^"\\]|\\.)*)"/.exec(line) ?? []
  return start === undefined || message === undefined ? line : start + message
}

function hidden(line: string): string {
  return line
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^/\s@"]*@)?([^/\s?#",)]*)[^\s",)]*/gi, '$1$2')
    .replace(/(from otelHeadersHelper[^:]*: exited \d+).*$/, '$1')
    .replace(/(export: FAILED \(exited \d+|diag error: .*?exited \d+).*$/, '$1')
    .replaceAll(/\b(bearer|basic)\s+[^\s,;"')]+/gi, '$1 (hidden)')
    .replaceAll(
      /\b(authorization|x-api-key|api[-_]?key|token)(["']?\s*[:=]\s*["']?)(?!bearer |basic )[^\s,;"')]+/gi,
      '$1$2(hidden)',
    )
}

function shortened(line: string): string {
  return line.length > mostLetters ? `${line.slice(0, mostLetters - 1)}…` : line
}

export function debugFacts(text: string): DebugFacts {
  const lines = telemetryLines(text)
  const find = (pattern: RegExp): RegExpExecArray | null => {
    for (const line of lines) {
      const match = pattern.exec(line)
      if (match !== null) return match
    }
    return null
  }
  const enabled = find(/isTelemetryEnabled=(true|false)(?: \(([^)]*)\))?/)
  const diag = find(
    /OTEL diag error: (?:PeriodicExportingMetricReader: metrics export failed \(error (?:Error: )?)?(.+?)\)?$/,
  )
  return {
    enabled: enabled === null ? null : enabled[1] === 'true',
    enabledBy: enabled?.[2] ?? null,
    metricsExporters: words(find(/getOtlpReaders: types=\[([^\]]*)\]/)?.[1]),
    logsExporters: words(find(/getOtlpLogExporters: types=\[([^\]]*)\]/)?.[1]),
    protocol: find(/getOtlpReaders: .*protocol=([^,]*),/)?.[1] ?? null,
    initFailure: find(/Telemetry init failed: (.*)$/)?.[1] ?? null,
    helperFailure: find(/otelHeadersHelper.*?: (exited.*|.*)$/)?.[1] ?? null,
    exports: {
      metrics: outcome(find(/First metrics export: (\w+)/)),
      logs: outcome(find(/First logs export: (\w+)/)),
    },
    exportFailure:
      find(/First (?:metrics|logs) export: FAILED \((.*)\)?$/)?.[1]?.replace(/\)$/, '') ??
      diag?.[1] ??
      null,
  }
}

function outcome(match: RegExpExecArray | null): 'success' | 'failed' | null {
  if (match === null) return null
  return match[1] === 'SUCCESS' ? 'success' : 'failed'
}

function words(list: string | undefined): string[] | null {
  if (list === undefined) return null
  return list
    .split(',')
    .map((word) => word.trim().replaceAll('"', ''))
    .filter((word) => word !== '')
}
