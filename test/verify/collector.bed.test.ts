import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { part } from '../bed.ts'
import { type Keys, dropKeys, makeKeys } from './keys.ts'
import { send, sendOne } from './wish.ts'

const collector = part('otelcol')
const openssl = part('openssl')
const signals = ['metrics', 'logs', 'traces'] as const

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  await Promise.all(
    servers.map((server) => new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))),
  )
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))))
  return ports
}

function configuration([grpc, http, grpcTls, httpTls]: number[], keys: Keys): object {
  const tls = { cert_file: keys.certFile, key_file: keys.keyFile }
  const on = (port: number | undefined, more = {}): object => ({
    endpoint: `127.0.0.1:${port}`,
    ...more,
  })
  const pipeline = { receivers: ['otlp', 'otlp/tls'], exporters: ['debug'] }
  return {
    receivers: {
      otlp: { protocols: { grpc: on(grpc), http: on(http) } },
      'otlp/tls': { protocols: { grpc: on(grpcTls, { tls }), http: on(httpTls, { tls }) } },
    },
    exporters: { debug: { verbosity: 'detailed' } },
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: { metrics: pipeline, logs: pipeline, traces: pipeline },
    },
  }
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 15_000
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited 15 s for ${what}`)
    await new Promise((wait) => setTimeout(wait, 50))
  }
}

describe.skipIf(collector === null || openssl === null)('the real OpenTelemetry Collector', () => {
  const folder = mkdtempSync(join(tmpdir(), 'claude-telemetry-collector-'))
  const log = join(folder, 'log')
  const said = (): string => readFileSync(log, 'utf8')
  let keys: Keys
  let ports: number[]
  let stop: () => Promise<void>

  beforeAll(async () => {
    keys = makeKeys(openssl ?? '', 'IP:127.0.0.1')
    ports = await freePorts(4)
    const file = join(folder, 'collector.json')
    writeFileSync(file, JSON.stringify(configuration(ports, keys)))
    writeFileSync(log, '')
    const run = spawn(
      '/bin/sh',
      ['-c', 'exec "$0" --config "$1" >"$2" 2>&1', collector ?? '', file, log],
      { env: {} },
    )
    const gone = new Promise<void>((ended) => run.once('exit', () => ended()))
    stop = async () => void (run.kill(), await gone)
    await until(() => said().includes('Everything is ready'), 'the collector')
  }, 30_000)
  afterAll(async () => {
    await stop()
    dropKeys(keys)
    rmSync(folder, { recursive: true, force: true })
  })

  const address = (index: number, scheme = 'http'): string =>
    `${scheme}://127.0.0.1:${ports[index]}`

  const ways = ['none', 'gzip'].flatMap((compression) =>
    [false, true].flatMap((tls) =>
      (['http/protobuf', 'http/json', 'grpc'] as const).map((protocol) => ({
        protocol,
        tls,
        compression,
      })),
    ),
  )

  test.each(ways)(
    'takes every signal: $protocol, TLS $tls, compression $compression',
    async (way) => {
      const mark = `m-${ways.indexOf(way)}-end`
      const index = (way.protocol === 'grpc' ? 0 : 1) + (way.tls ? 2 : 0)
      const endpoint = address(index, way.tls ? 'https' : 'http')
      const compression = way.compression as 'none' | 'gzip'
      const caFile = way.tls ? keys.ca : null
      const hops = await send({
        protocol: way.protocol,
        endpoint,
        compression,
        caFile,
        mark,
        signals,
      })
      expect(hops.map(({ id, ok, detail }) => [id, ok, detail])).toEqual(
        signals.map((id) => [id, true, null]),
      )
      await until(
        () => said().split(`claude_telemetry.mark: Str(${mark})`).length === 4,
        'the three marks',
      )
    },
  )

  test('reads the canary as what it is', () => {
    const text = said()
    expect(text).toMatch(
      /-> Name: claude_telemetry\.canary[\s\S]*?-> DataType: Gauge[\s\S]*?Value: 1\.0/,
    )
    expect(text).toContain('Timestamp: 2026-11-21 10:00:00.123 +0000 UTC')
    expect(text).toContain('Body: Str(claude_telemetry.canary)')
    expect(text).toMatch(
      /ID +: [0-9a-f]{16}\n +Name +: claude_telemetry\.canary\n +Kind +: Internal/,
    )
    expect(text).not.toMatch(/DataType: Sum/)
  })

  test('names the wrong door', async () => {
    const grpc = await sendOne({ protocol: 'grpc', endpoint: address(1) })
    expect(grpc.detail).toMatch(/--protocol http\/protobuf/)
    const http = await sendOne({ endpoint: address(0) })
    expect(http.detail).toMatch(/--protocol grpc/)
    const path = await sendOne({ endpoint: `${address(1)}/wrong` })
    expect(path.detail).toMatch(
      /^404 for POST \/wrong\/v1\/metrics; it said: 404 page not found; this path/,
    )
    const plain = await sendOne({ endpoint: address(3) })
    expect(plain.detail).toMatch(/write https:\/\/$/)
    const secure = await sendOne({ protocol: 'grpc', endpoint: address(2) })
    expect(secure.detail).toMatch(/write https:\/\/$/)
  })
})
