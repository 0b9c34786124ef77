// The real client behind proxies: each rule that the finding rests on, seen on the wire.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { proxyFindings, proxyFor } from '../../src/survey/proxy.ts'
import { part } from '../bed.ts'
import { openOnLoopback } from '../fakes/loopback.ts'
import type { Open } from '../fakes/loopback.ts'
import { runClient } from '../real-client/client.ts'

/** Our own address on a network: not loopback by its name, and yet no packet leaves the machine. */
const own = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address
const refusal = JSON.stringify({
  type: 'error',
  error: { type: 'invalid_request_error', message: 'no' },
})

describe.skipIf(part('claude-2.1.329') === null)('the client behind a proxy', () => {
  const opened: Open[] = []
  const connects: string[] = []
  let [first, second, receiver, home] = ['', '', 0, '']
  let received = 0

  /** Refuses every tunnel, and answers the client's messages, which come this way too, with an error. */
  async function proxy(name: string): Promise<string> {
    const server = createServer(
      (_, answer) =>
        void answer.writeHead(400, { 'content-type': 'application/json' }).end(refusal),
    )
    server.on('connect', (asked, socket) => {
      connects.push(`${name} ${asked.url}`)
      socket.on('error', () => undefined)
      socket.end('HTTP/1.1 502 No\r\n\r\n')
    })
    const open = await openOnLoopback(server)
    opened.push(open)
    return open.url
  }

  beforeAll(async () => {
    first = await proxy('first')
    second = await proxy('second')
    const server = createServer((asked, answer) => {
      received++
      asked
        .resume()
        .on('end', () => answer.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
    })
    await new Promise<void>((done) => server.listen(0, done))
    const address = server.address()
    receiver = typeof address === 'object' && address !== null ? address.port : 0
    opened.push({
      port: receiver,
      url: '',
      close: () =>
        new Promise((done) => {
          server.closeAllConnections()
          server.close(() => done())
        }),
    })
  })
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'proxy-'))
    connects.length = 0
    received = 0
  })
  afterAll(() => Promise.all(opened.map((open) => open.close())))

  async function see(
    version: '2.1.197' | '2.1.329',
    endpoint: string,
    proxies: Record<string, string>,
  ) {
    const env = {
      CLAUDE_CODE_ENABLE_TELEMETRY: '1',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      ...proxies,
    }
    // Its messages go through the first proxy or straight to it: answered either way.
    const ran = await runClient({ version, home, api: first, env, limit: 30_000 })
    await rm(home, { recursive: true, force: true })
    return ran
  }
  const fill = (text: string): string =>
    text
      .replaceAll('FIRST', first)
      .replaceAll('SECOND', second)
      .replaceAll('OWN', own ?? '')
      .replaceAll('PORT', String(receiver))
  const question = (endpoint: string, env: Record<string, string>) =>
    ({ endpoint, env, protocol: 'http/json', platform: 'linux' }) as const

  const cases: readonly (readonly ['2.1.197' | '2.1.329', string, Record<string, string>])[] = [
    ['2.1.197', 'http://OWN:PORT', { HTTP_PROXY: 'FIRST' }],
    ['2.1.329', 'http://OWN:PORT', { HTTP_PROXY: 'FIRST' }],
    ['2.1.329', 'http://OWN:PORT', { http_proxy: 'FIRST', HTTPS_PROXY: 'SECOND' }],
    ['2.1.329', 'http://OWN:PORT', { https_proxy: 'FIRST', HTTPS_PROXY: 'SECOND' }],
    ['2.1.329', 'http://OWN:PORT', { ALL_PROXY: 'FIRST' }],
    ['2.1.329', 'http://OWN:PORT', { HTTP_PROXY: 'FIRST', NO_PROXY: 'x OWN' }],
    ['2.1.329', 'http://OWN:PORT', { HTTP_PROXY: 'FIRST', NO_PROXY: 'x', no_proxy: 'OWN:PORT' }],
    ['2.1.329', 'http://OWN:PORT', { HTTP_PROXY: 'FIRST', NO_PROXY: 'x,*' }],
    ['2.1.329', 'http://OWN:PORT', { HTTP_PROXY: 'FIRST', NO_PROXY: '*' }],
    ['2.1.329', 'http://OWN:PORT', { HTTP_PROXY: 'FIRST', NO_PROXY: 'OWN/8' }],
    [
      '2.1.329',
      'http://otel.example.test:4318',
      { HTTP_PROXY: 'FIRST', NO_PROXY: 'example.test,*.example.test' },
    ],
    ['2.1.329', 'https://otel.example.test', { HTTP_PROXY: 'FIRST' }],
    ['2.1.197', 'http://127.0.0.1:PORT', { HTTP_PROXY: 'FIRST', HTTPS_PROXY: 'FIRST' }],
    ['2.1.329', 'http://127.0.0.1:PORT', { HTTP_PROXY: 'FIRST', HTTPS_PROXY: 'FIRST' }],
  ]
  test.runIf(own !== undefined).each(cases)(
    '%s to %s with %o does as we say',
    async (version, address, given) => {
      const endpoint = fill(address)
      const env = Object.fromEntries(
        Object.entries(given).map(([name, value]) => [name, fill(value)]),
      )
      const expected = proxyFor(question(endpoint, env))
      await see(version, endpoint, env)
      const { host, port } = new URL(endpoint)
      const target = port === '' ? `${host}:443` : host
      if (expected === null) {
        expect(connects).toEqual([])
        expect(received).toBeGreaterThan(0)
      } else {
        expect(new Set(connects)).toEqual(
          new Set([`${expected.address === first ? 'first' : 'second'} ${target}`]),
        )
        expect(received).toBe(0)
      }
    },
  )

  test('a proxy without a scheme: it refuses to start, and we say so', async () => {
    const env = { http_proxy: '127.0.0.1:3128' }
    const endpoint = `http://127.0.0.1:${receiver}`
    const ran = await see('2.1.329', endpoint, env)
    expect(ran.code).not.toBe(0)
    expect(ran.stdout + ran.stderr).toContain('Invalid proxy URL')
    expect(received).toBe(0)
    expect(proxyFindings(question(endpoint, env))[0]).toMatchObject({
      level: 'error',
      layer: 'http_proxy',
    })
  })
})
