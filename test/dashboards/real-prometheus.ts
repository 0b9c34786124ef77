// A real Prometheus on a port of its own, filled as the Collector would fill it: deltas as samples of gauges.
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { metrics } from '../../src/dashboards/metrics.ts'
import { freePort } from '../../src/world/net.ts'
import type { MadePoint } from './made-year.ts'

export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  /** Milliseconds and value. */
  readonly values: readonly (readonly [at: number, value: number])[]
}

export interface RealPrometheus {
  push(points: readonly MadePoint[]): Promise<void>
  /** At one moment; all times are milliseconds. */
  at(expr: string, time: number): Promise<Sample[]>
  along(expr: string, start: number, end: number, step: number): Promise<Sample[]>
  stop(): Promise<void>
}

const startLimit = 60_000
const config = 'storage:\n  tsdb:\n    out_of_order_time_window: 7d\n'

export async function startPrometheus(program: string): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'claude-telemetry-prometheus-'))
  const port = await freePort()
  await writeFile(join(folder, 'prometheus.yml'), config)
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--storage.tsdb.retention.time=100y',
      '--web.enable-otlp-receiver',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  )
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const stop = async (): Promise<void> => {
    child.kill()
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const base = `http://127.0.0.1:${port}`
  const end = Date.now() + startLimit
  while (!(await isReady(base))) {
    if (Date.now() < end && child.exitCode === null) continue
    await stop()
    throw new Error('Prometheus did not begin to answer')
  }
  return {
    push: (points) => push(base, points),
    at: (query, time) => ask(`${base}/api/v1/query`, { query, time: time / 1000 }),
    along: (query, start, until, step) =>
      ask(`${base}/api/v1/query_range`, {
        query,
        start: start / 1000,
        end: until / 1000,
        step: step / 1000,
      }),
    stop,
  }
}

async function isReady(base: string): Promise<boolean> {
  const answer = await fetch(`${base}/-/ready`).catch(() => null)
  if (answer?.ok === true) return true
  await new Promise((resolve) => setTimeout(resolve, 100))
  return false
}

interface Found {
  readonly metric: Readonly<Record<string, string>>
  readonly value?: readonly [number, string]
  readonly values?: readonly (readonly [number, string])[]
}

async function ask(url: string, wish: Readonly<Record<string, string | number>>) {
  const body = new URLSearchParams(
    Object.entries(wish).map(([name, value]): [string, string] => [name, `${value}`]),
  )
  const answer = await fetch(url, { method: 'POST', body })
  const said = (await answer.json()) as { error?: string; data?: { result: Found[] } }
  if (!answer.ok || said.data === undefined) throw new Error(`${said.error}: ${wish['query']}`)
  return said.data.result.map(({ metric, value, values = value === undefined ? [] : [value] }) => ({
    labels: metric,
    values: values.map(([at, text]) => [Math.round(at * 1000), Number(text)] as const),
  }))
}

const unitOf = new Map<string, string>(
  Object.values(metrics).map(({ name, wireUnit }) => [name, wireUnit]),
)

async function push(base: string, points: readonly MadePoint[]): Promise<void> {
  const names = [...new Set(points.map(({ metric }) => metric))]
  const body = {
    resourceMetrics: [
      {
        resource: { attributes: [attribute('service.name', 'claude-code')] },
        scopeMetrics: [
          {
            metrics: names.map((name) => ({
              name,
              unit: unitOf.get(name) ?? '',
              gauge: {
                dataPoints: points.filter(({ metric }) => metric === name).map(dataPoint),
              },
            })),
          },
        ],
      },
    ],
  }
  const answer = await fetch(`${base}/api/v1/otlp/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`Prometheus refused points: ${await answer.text()}`)
}

function dataPoint({ labels, session, end, value }: MadePoint) {
  const own = Object.entries(labels).filter(([name]) => name !== 'service.version')
  return {
    attributes: [...own, ['session.id', session] as const].map(([name, text]) =>
      attribute(name, text),
    ),
    timeUnixNano: `${end}000000`,
    asDouble: value,
  }
}

function attribute(key: string, stringValue: string) {
  return { key, value: { stringValue } }
}
