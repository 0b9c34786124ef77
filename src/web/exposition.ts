// Counters and gauges as Prometheus reads them: its own text form, or OpenMetrics when it asks for that.

export interface Family {
  /** A counter's ends in _total. */
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export const textForm = 'text/plain; version=0.0.4; charset=utf-8'
export const openForm = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

export function exposition(families: readonly Family[], open: boolean): string {
  const parts = families.filter(({ samples }) => samples.length > 0).map((one) => family(one, open))
  return `${parts.join('')}${open ? '# EOF\n' : ''}`
}

/** OpenMetrics names the family without the ending of its samples. */
function family({ name, type, help, samples }: Family, open: boolean): string {
  const named = open && type === 'counter' ? name.replace(/_total$/, '') : name
  const lines = samples.map(
    ({ labels, value }) => `${name}${labelsOf(labels)} ${numberOf(value)}\n`,
  )
  const helpText = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  const quoted = open ? helpText.replaceAll('"', '\\"') : helpText
  return `# HELP ${named} ${quoted}\n# TYPE ${named} ${type}\n${lines.join('')}`
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function numberOf(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf'
}
