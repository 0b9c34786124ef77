import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fakeHttpReceiver, listening, type Said } from '../fakes/fake-otlp-receiver.ts'
import { createServer } from 'node:net'
import { at, mark, send, sendOne } from './wish.ts'

test('one POST per signal, to the paths of OTLP, prefix kept', async () => {
  const receiver = await fakeHttpReceiver(() => ({}))
  const endpoint = `${receiver.endpoint}/team/otlp/`
  const hops = await send({
    endpoint,
    signals: ['traces', 'logs', 'metrics'],
    headers: { 'X-Team': 'core' },
  })
  expect(hops.map(({ id, ok, detail }) => [id, ok, detail])).toEqual([
    ['traces', true, null],
    ['logs', true, null],
    ['metrics', true, null],
  ])
  expect(receiver.seen.map(({ path }) => path).toSorted()).toEqual([
    '/team/otlp/v1/logs',
    '/team/otlp/v1/metrics',
    '/team/otlp/v1/traces',
  ])
  for (const { headers, body } of receiver.seen) {
    expect(headers).toMatchObject({ 'x-team': 'core', 'content-type': 'application/x-protobuf' })
    expect(headers['content-length']).toBe(String(body.length))
    expect(headers['content-encoding']).toBeUndefined()
    expect(body.includes(mark)).toBe(true)
  }
})

test('JSON as OTLP writes it: times as texts, ids in hex', async () => {
  const receiver = await fakeHttpReceiver(() => ({}))
  await send({
    endpoint: receiver.endpoint,
    protocol: 'http/json',
    signals: ['metrics', 'logs', 'traces'],
  })
  const sent = Object.fromEntries(
    receiver.seen.map(({ path, body }) => [path, JSON.parse(body.toString())]),
  )
  const point = sent['/v1/metrics'].resourceMetrics[0].scopeMetrics[0].metrics[0]
  expect(point).toMatchObject({
    name: 'claude_telemetry.canary',
    gauge: { dataPoints: [{ asDouble: 1 }] },
  })
  expect(point.sum).toBeUndefined()
  expect(point.gauge.dataPoints[0].timeUnixNano).toBe(`${at.getTime()}000000`)
  const span = sent['/v1/traces'].resourceSpans[0].scopeSpans[0].spans[0]
  expect(span.traceId).toMatch(/^[0-9a-f]{32}$/)
  expect(span.spanId).toMatch(/^[0-9a-f]{16}$/)
  const record = sent['/v1/logs'].resourceLogs[0].scopeLogs[0].logRecords[0]
  expect(record.body).toEqual({ stringValue: 'claude_telemetry.canary' })
  for (const holder of [point.gauge.dataPoints[0], record, span]) {
    expect(holder.attributes).toContainEqual({
      key: 'claude_telemetry.mark',
      value: { stringValue: mark },
    })
  }
  expect(receiver.seen[0]?.headers['content-type']).toBe('application/json')
})

test('gzip when it is wished', async () => {
  const receiver = await fakeHttpReceiver(() => ({}))
  const hop = await sendOne({
    endpoint: receiver.endpoint,
    protocol: 'http/json',
    compression: 'gzip',
  })
  expect(hop.ok).toBe(true)
  expect(receiver.seen[0]?.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(receiver.seen[0]?.body ?? '').toString()).toContain(mark)
})

const text = { 'content-type': 'text/plain' }

test.each<[string, Said, RegExp]>([
  [
    '301',
    { status: 301, headers: { location: 'https://other.example/otlp/v1/metrics?key=secret' } },
    /^301 .*try --endpoint https:\/\/other\.example\/otlp$/,
  ],
  [
    '400',
    { status: 400, headers: text, body: 'unknown content' },
    /^400 for POST \/v1\/metrics; it said: unknown content; .*--protocol/,
  ],
  [
    '400 that wants TLS',
    { status: 400, body: 'plain HTTP request sent to HTTPS port' },
    /write https:\/\//,
  ],
  ['401', { status: 401 }, /^401 .*no headers were sent.*--headers-file FILE/],
  ['403', { status: 403 }, /--headers-file/],
  ['404', { status: 404, body: '404 page not found' }, /not an OTLP receiver.*--endpoint/],
  ['405', { status: 405 }, /not an OTLP receiver/],
  ['413', { status: 413 }, /limit for bodies/],
  ['415', { status: 415 }, /does not take http\/protobuf.*--protocol/],
  ['429', { status: 429 }, /wait/],
  ['500', { status: 500, body: 'boom' }, /it said: boom; .*log/],
  [
    '503',
    {
      status: 503,
      headers: { 'content-type': 'application/x-protobuf' },
      body: Buffer.from('080e12046675 6c6c'.replace(' ', ''), 'hex'),
    },
    /^503 .*it said: full;/,
  ],
  [
    '200 with a web page',
    { headers: { 'content-type': 'text/html' }, body: '<html><style>x{}</style><h1>Welcome</h1>' },
    /web page; it said: Welcome; this is no OTLP receiver/,
  ],
  [
    'rejected points, protobuf',
    {
      headers: { 'content-type': 'application/x-protobuf' },
      body: Buffer.from('0a0708021203626164', 'hex'),
    },
    /rejected 2 .*it said: bad;/,
  ],
  [
    'rejected points, JSON',
    {
      headers: { 'content-type': 'application/json' },
      body: '{"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"too old"}}',
    },
    /rejected 3 .*it said: too old;/,
  ],
  [
    'rejected points, snake case and a number',
    {
      headers: { 'content-type': 'application/json' },
      body: '{"partial_success":{"rejected_data_points":1}}',
    },
    /rejected 1 /,
  ],
])('refused: %s', async (_name, said, expected) => {
  const receiver = await fakeHttpReceiver(() => said)
  const hop = await sendOne({ endpoint: receiver.endpoint })
  expect(hop.ok).toBe(false)
  expect(hop.detail).toMatch(expected)
  expect(hop.detail).not.toContain('secret')
})

test.each<[string, Said, string | null]>([
  ['nothing', {}, null],
  ['202', { status: 202 }, null],
  ['204', { status: 204 }, null],
  ['something that is no OTLP answer, as the client does', { headers: text, body: 'ok' }, null],
  [
    'an empty partial success',
    { headers: { 'content-type': 'application/json' }, body: '{"partialSuccess":{}}' },
    null,
  ],
  [
    'a warning',
    {
      headers: { 'content-type': 'application/json' },
      body: '{"partialSuccess":{"errorMessage":"soon gone"}}',
    },
    'accepted with a warning; it said: soon gone',
  ],
])('accepted: %s', async (_name, said, detail) => {
  const receiver = await fakeHttpReceiver(() => said)
  expect(await sendOne({ endpoint: receiver.endpoint })).toMatchObject({ ok: true, detail })
})

test('one signal may be refused while the others pass', async () => {
  const receiver = await fakeHttpReceiver(({ path }) => ({
    status: path.endsWith('logs') ? 404 : 200,
  }))
  const hops = await send({ endpoint: receiver.endpoint, signals: ['metrics', 'logs', 'traces'] })
  expect(hops.map(({ ok }) => ok)).toEqual([true, false, true])
})

test('an answer without end is read to a limit and not longer', async () => {
  const receiver = await fakeHttpReceiver(() => ({ status: 500, body: 'x'.repeat(5_000_000) }))
  const { detail } = await sendOne({ endpoint: receiver.endpoint })
  expect(detail?.length).toBeLessThan(400)
})

test('hung: the limit is kept and named', async () => {
  const receiver = await fakeHttpReceiver(() => 'hang')
  const hop = await sendOne({ endpoint: receiver.endpoint, timeoutMs: 200 })
  expect(hop).toMatchObject({ ok: false, detail: expect.stringMatching(/no answer within 0\.2 s/) })
  expect(hop.ms).toBeGreaterThanOrEqual(190)
  expect(hop.ms).toBeLessThan(3000)
})

test('refused', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as { port: number }).port
  await new Promise((resolve) => server.close(resolve))
  const hop = await sendOne({ endpoint: `http://127.0.0.1:${port}` })
  expect(hop.detail).toBe(
    `nothing listens on 127.0.0.1:${port} (refused): start the receiver, or correct --endpoint`,
  )
})

test('a name that nobody has', async () => {
  // Longer than DNS allows, so that it is refused here and no question leaves the machine.
  const host = 'a'.repeat(64)
  const hop = await sendOne({ endpoint: `http://${host}:4318` })
  expect(hop.detail).toMatch(/^the name in a{64}:4318 was not found/)
})

test('something that answers, but not in HTTP', async () => {
  const server = createServer((socket) => void socket.end('220 mail ready\r\n'))
  const { endpoint } = await listening(server)
  expect((await sendOne({ endpoint })).detail).toMatch(/not in HTTP\/1\.1: .*--protocol grpc/)
})

test('something that hangs up', async () => {
  const server = createServer((socket) => void socket.once('data', () => socket.destroy()))
  const { endpoint } = await listening(server)
  expect((await sendOne({ endpoint })).detail).toMatch(/closed the connection without an answer/)
})

test('cancelled from outside: the reason comes back as it was given', async () => {
  const receiver = await fakeHttpReceiver(() => 'hang')
  const reason = new Error('Ctrl-C')
  const controller = new AbortController()
  setTimeout(() => controller.abort(reason), 50)
  await expect(sendOne({ endpoint: receiver.endpoint, signal: controller.signal })).rejects.toBe(
    reason,
  )
})
