// Which image each container of a stack runs: the one place where their versions stand.

export interface PinnedImage {
  readonly name: string
  readonly tag: string
}

export const images = {
  collector: { name: 'otel/opentelemetry-collector-contrib', tag: '0.161.0' },
  prometheus: { name: 'prom/prometheus', tag: 'v3.16.0' },
  loki: { name: 'grafana/loki', tag: '3.7.8' },
  grafana: { name: 'grafana/grafana', tag: '13.2.3' },
} as const satisfies Readonly<Record<string, PinnedImage>>
