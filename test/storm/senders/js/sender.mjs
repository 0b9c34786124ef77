#!/usr/bin/env node
// A sender that is not Claude Code: the official OpenTelemetry SDK for JavaScript, which records what stdin tells it to.
import { DiagLogLevel, diag } from '@opentelemetry/api'
import { OTLPLogExporter as LogsGrpc } from '@opentelemetry/exporter-logs-otlp-grpc'
import { OTLPLogExporter as LogsJson } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPLogExporter as LogsProto } from '@opentelemetry/exporter-logs-otlp-proto'
import { OTLPMetricExporter as MetricsGrpc } from '@opentelemetry/exporter-metrics-otlp-grpc'
import { OTLPMetricExporter as MetricsJson } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPMetricExporter as MetricsProto } from '@opentelemetry/exporter-metrics-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'

const exporters = {
  grpc: { Metrics: MetricsGrpc, Logs: LogsGrpc },
  'http/json': { Metrics: MetricsJson, Logs: LogsJson },
  'http/protobuf': { Metrics: MetricsProto, Logs: LogsProto },
}

const text = await new Response(process.stdin).text()
const { endpoint, protocol, compression, temporality, service, rounds, logs } = JSON.parse(text)
const said = []
const say = (...words) => void said.push(words.map(String).join(' '))
diag.setLogger({ error: say, warn: say, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN)
const { Metrics, Logs } = exporters[protocol]
const place = (signal) => ({
  url: protocol === 'grpc' ? endpoint : `${endpoint}/v1/${signal}`,
  compression,
})
const resource = resourceFromAttributes({ 'service.name': service })

const exporter = new Metrics({
  ...place('metrics'),
  temporalityPreference: AggregationTemporality[temporality.toUpperCase()],
})
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
const meters = new MeterProvider({ resource, readers: [reader] })
const meter = meters.getMeter('sender')
for (const { counts, open, temperature, latencies, ours } of rounds) {
  for (const [route, value] of counts) meter.createCounter('foreign.requests').add(value, { route })
  meter.createUpDownCounter('foreign.open').add(open)
  meter.createGauge('foreign.temperature').record(temperature)
  for (const each of latencies) meter.createHistogram('foreign.latency').record(each)
  if (ours > 0) meter.createCounter('claude_code.token.usage').add(ours, { type: 'input' })
  await reader.forceFlush().catch((cause) => say(cause))
}

const loggers = new LoggerProvider({
  resource,
  processors: [new SimpleLogRecordProcessor(new Logs(place('logs')))],
})
for (const { body, attributes } of logs) loggers.getLogger('sender').emit({ body, attributes })
await loggers.forceFlush().catch((cause) => say(cause))
await Promise.all([loggers.shutdown(), meters.shutdown()]).catch((cause) => say(cause))
process.stdout.write(`${JSON.stringify({ said })}\n`)
