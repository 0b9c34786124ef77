// A real Loki on ports of its own, filled over its OTLP endpoint: what an event says of itself lies beside its line.
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../src/world/net.ts'
import type { MadeEvent } from './made-year.ts'
import type { Sample } from './real-prometheus.ts'

export interface RealLoki {
  push(events: readonly MadeEvent[]): Promise<void>
  at(expr: string, time: number): Promise<Sample[]>
  stop(): Promise<void>
}

const startLimit = 120_000

/** Made events are days old: nothing is refused for its age, and all of it stays where it is asked at once. */
function config(folder: string, http: number, grpc: number): string {
  return `auth_enabled: false
server:
  { http_listen_address: 127.0.0.1, http_listen_port: ${http}, grpc_listen_address: 127.0.0.1, grpc_listen_port: ${grpc}, log_level: error }
common:
  path_prefix: ${folder}
  replication_factor: 1
  instance_addr: 127.0.0.1
  ring: { kvstore: { store: inmemory } }
  storage: { filesystem: { chunks_directory: ${folder}/chunks, rules_directory: ${folder}/rules } }
schema_config:
  configs:
    - { from: 2020-01-01, store: tsdb, object_store: filesystem, schema: v13, index: { prefix: index_, period: 24h } }
ingester: { lifecycler: { min_ready_duration: 0s }, max_chunk_age: 2000h, chunk_idle_period: 2000h, flush_check_period: 1h }
querier: { query_ingesters_within: 0s }
limits_config:
  { reject_old_samples: false, max_query_length: 0, split_queries_by_interval: 30d, ingestion_rate_mb: 100, ingestion_burst_size_mb: 100, per_stream_rate_limit: 100MB, per_stream_rate_limit_burst: 100MB }
analytics: { reporting_enabled: false }
`
}

export async function startLoki(program: string): Promise<RealLoki> {
  const folder = await mkdtemp(join(tmpdir(), 'claude-telemetry-loki-'))
  const [http, grpc] = [await freePort(), await freePort()]
  await writeFile(join(folder, 'loki.yaml'), config(folder, http, grpc))
  const child = spawn(program, [`-config.file=${join(folder, 'loki.yaml')}`], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const stop = async (): Promise<void> => {
    // What it would write on the way out is of no use any more.
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const base = `http://127.0.0.1:${http}`
  const end = Date.now() + startLimit
  while (!(await isReady(base))) {
    if (Date.now() < end && child.exitCode === null) continue
    await stop()
    throw new Error('Loki did not begin to answer')
  }
  return { push: (events) => push(base, events), at: (expr, time) => ask(base, expr, time), stop }
}

async function isReady(base: string): Promise<boolean> {
  const answer = await fetch(`${base}/ready`).catch(() => null)
  if (answer?.ok === true) return true
  await new Promise((resolve) => setTimeout(resolve, 200))
  return false
}

async function ask(base: string, query: string, time: number): Promise<Sample[]> {
  const wish = new URLSearchParams({ query, time: `${time}000000` })
  const answer = await fetch(`${base}/loki/api/v1/query?${wish}`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${text}: ${query}`)
  const { data } = JSON.parse(text) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] }
  }
  return data.result.map(({ metric, value: [at, value] }) => ({
    labels: metric,
    values: [[Math.round(at * 1000), Number(value)]],
  }))
}

async function push(base: string, events: readonly MadeEvent[]): Promise<void> {
  const resource = { attributes: [attribute('service.name', 'claude-code')] }
  const body = { resourceLogs: [{ resource, scopeLogs: [{ logRecords: events.map(record) }] }] }
  const answer = await fetch(`${base}/otlp/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`Loki refused events: ${await answer.text()}`)
}

function record({ name, at, session, labels = {}, fields }: MadeEvent, sequence: number) {
  const said = Object.entries(fields).filter(([, value]) => value !== null)
  // As the client says it: in words.
  const own = said.map(([key, value]) => [key, key === 'success' ? value === 1 : value] as const)
  const all = [
    ['event.name', name],
    ['session.id', session],
    ...Object.entries(labels),
    ...own,
  ] as const
  return {
    timeUnixNano: `${at}000000`,
    // Of two equal lines of one moment Loki keeps one, whatever lies beside them.
    body: { stringValue: `claude_code.${name} ${session} ${sequence}` },
    attributes: all.map(([key, value]) => attribute(key, String(value))),
  }
}

function attribute(key: string, stringValue: string) {
  return { key, value: { stringValue } }
}
