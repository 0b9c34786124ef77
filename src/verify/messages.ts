// The numbers that the official OTLP files give to the fields which a canary uses, one table per message.
import type { Message } from './protobuf.ts'

export const signals = ['metrics', 'logs', 'traces'] as const
export type Signal = (typeof signals)[number]

const anyValue = { stringValue: [1, 'string'] } as const
const keyValue = { key: [1, 'string'], value: [2, anyValue] } as const
const resource = { attributes: [1, keyValue] } as const
const scope = { name: [1, 'string'] } as const

const numberDataPoint = {
  startTimeUnixNano: [2, 'fixed64'],
  timeUnixNano: [3, 'fixed64'],
  asDouble: [4, 'double'],
  attributes: [7, keyValue],
} as const
const metric = {
  name: [1, 'string'],
  description: [2, 'string'],
  unit: [3, 'string'],
  gauge: [5, { dataPoints: [1, numberDataPoint] }],
  sum: [
    7,
    {
      dataPoints: [1, numberDataPoint],
      aggregationTemporality: [2, 'int'],
      isMonotonic: [3, 'int'],
    },
  ],
} as const

const logRecord = {
  timeUnixNano: [1, 'fixed64'],
  body: [5, anyValue],
  attributes: [6, keyValue],
  observedTimeUnixNano: [11, 'fixed64'],
} as const

const span = {
  traceId: [1, 'hex'],
  spanId: [2, 'hex'],
  name: [5, 'string'],
  kind: [6, 'int'],
  startTimeUnixNano: [7, 'fixed64'],
  endTimeUnixNano: [8, 'fixed64'],
  attributes: [9, keyValue],
} as const

/** What a request for each signal is made of. All three share the outer two layers. */
export const requests: Readonly<Record<Signal, Message>> = {
  metrics: {
    resourceMetrics: [
      1,
      { resource: [1, resource], scopeMetrics: [2, { scope: [1, scope], metrics: [2, metric] }] },
    ],
  },
  logs: {
    resourceLogs: [
      1,
      {
        resource: [1, resource],
        scopeLogs: [2, { scope: [1, scope], logRecords: [2, logRecord] }],
      },
    ],
  },
  traces: {
    resourceSpans: [
      1,
      { resource: [1, resource], scopeSpans: [2, { scope: [1, scope], spans: [2, span] }] },
    ],
  },
}

export const paths: Readonly<Record<Signal, string>> = {
  metrics: '/v1/metrics',
  logs: '/v1/logs',
  traces: '/v1/traces',
}

export const methods: Readonly<Record<Signal, string>> = {
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
}
