// The page server over a real store: numbers equal the points, and only who may ask is answered.
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { madeWork } from '../dashboards/made-year.ts'
import { type Served, serve } from './serving.ts'

const until = Date.UTC(2026, 10, 20, 17, 3, 7, 411)
const made = madeWork({ seed: 11, until, days: 6, sessionsADay: 5 })
let served: Served

beforeAll(async () => {
  served = await serve(made, { now: () => until })
})
afterAll(() => served.close())

interface Said {
  readonly status: number
  readonly headers: Record<string, unknown>
  readonly body: string
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Said> {
  return new Promise((resolve, reject) => {
    const { port } = served
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).toString('utf8'),
        }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}

const data = async (path: string) => JSON.parse((await ask(path)).body).data
const sum = (metric: string, from = 0, to = until) =>
  made.points
    .filter((point) => point.metric === metric && point.end > from && point.end <= to)
    .reduce((total, { value }) => total + value, 0)

describe('numbers', () => {
  test('a panel says its exact range and the sum of it', async () => {
    const from = until - 3 * 86_400_000
    const panel = await data(`/api/panel?board=overview&panel=tokens&from=${from}&to=${until}`)
    expect(panel.range).toEqual({
      from: new Date(from).toISOString(),
      to: new Date(until).toISOString(),
    })
    expect(panel.answer.value).toBe(sum('claude_code.token.usage', from))
    expect(panel.answer.value).toBeGreaterThan(0)
  })

  test('the list of metrics has all eight, with the sums of their labels', async () => {
    const { metrics, from } = await data('/api/metrics')
    expect(from).toBeNull()
    expect(metrics).toHaveLength(8)
    for (const { name, total, by } of metrics) {
      expect(total).toBeCloseTo(sum(name), 6)
      for (const parts of Object.values(by) as Record<string, number>[])
        expect(Object.values(parts).reduce((a, b) => a + b, 0)).toBeCloseTo(sum(name), 6)
    }
    const tokens = metrics.find(({ name }: { name: string }) => name === 'claude_code.token.usage')
    expect(Object.keys(tokens.by)).toEqual(['type', 'model', 'query_source'])
  })

  test('/metrics has the running totals, without sessions, and how we are', async () => {
    const { body, headers } = await ask('/metrics')
    expect(headers['content-type']).toContain('version=0.0.4')
    const total = body
      .split('\n')
      .filter((line) => line.startsWith('claude_code_token_usage_tokens_total{'))
      .reduce((all, line) => all + Number(line.split(' ').at(-1)), 0)
    expect(total).toBe(sum('claude_code.token.usage'))
    expect(body).not.toContain('session_id')
    expect(body).toContain(
      `claude_telemetry_rows_stored_total ${made.points.length + made.events.length}`,
    )
    for (const { session } of made.points.slice(0, 50)) expect(body).not.toContain(session)
  })

  test('and OpenMetrics for who asks for it', async () => {
    const { body } = await ask('/metrics', {
      accept: 'application/openmetrics-text; version=1.0.0',
    })
    expect(body).toContain('# TYPE claude_code_cost_usage_USD counter\n')
    expect(body.endsWith('# EOF\n')).toBe(true)
  })

  test('CSV has the same numbers, and no formula', async () => {
    const { body, headers } = await ask(
      `/api/panel?board=overview&panel=cost-by-model&from=0&to=${until}&format=csv`,
    )
    expect(headers['content-disposition']).toContain('overview-cost-by-model.csv')
    const [head, ...lines] = body.trim().split('\r\n')
    expect(head).toBe('label,usd')
    const total = lines.reduce((all, line) => all + Number(line.split(',').at(-1)), 0)
    expect(total).toBeCloseTo(sum('claude_code.cost.usage'), 9)
  })
})

describe('who may ask', () => {
  const refused: readonly [string, Record<string, string>, string, number][] = [
    ['a name of somebody else', { host: 'evil.example' }, 'GET', 421],
    ['a name of somebody else with our port', { host: 'evil.example:PORT' }, 'GET', 421],
    ['our name with another port', { host: '127.0.0.1:1' }, 'GET', 421],
    ['a page of another origin', { origin: 'https://evil.example' }, 'GET', 403],
    ['a page without origin', { origin: 'null' }, 'GET', 403],
    ['another port of this machine', { origin: 'http://localhost:9' }, 'GET', 403],
    [
      'a script of another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      'GET',
      403,
    ],
    [
      'a frame',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      'GET',
      403,
    ],
    ['a form', {}, 'POST', 405],
    ['a question beforehand', { origin: 'https://evil.example' }, 'OPTIONS', 405],
  ]
  const paths = ['/', '/metrics', '/healthz', '/readyz', '/api/boards', '/api/live', '/api/metrics']
  test.each(refused)('%s is refused', async (_, headers, method, status) => {
    const host = headers['host']?.replace('PORT', String(served.port))
    for (const path of paths) {
      const said = await ask(path, { ...headers, ...(host === undefined ? {} : { host }) }, method)
      expect(said.status).toBe(status)
      expect(said.headers['access-control-allow-origin']).toBeUndefined()
      expect(said.body).not.toContain('claude_code')
    }
  })

  test('our own names and a link from elsewhere are fine', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]'])
      expect((await ask('/readyz', { host: `${host}:${served.port}` })).status).toBe(200)
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }
    expect((await ask('/readyz', link)).status).toBe(200)
  })

  test('nothing lies below the page but its files', async () => {
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/__proto__',
      '/api/constructor',
    ])
      expect((await ask(path)).status).toBe(404)
  })
})

test('every answer forbids what a page of ours never needs: code from elsewhere or inline, frames, guessing', async () => {
  const fine = ['/', '/page.js', '/healthz', '/readyz', '/metrics', '/api/boards', '/api/labels']
  const more = ['/api/status', '/api/metrics', '/api/panel?board=overview&panel=cost', '/nothing']
  const answers = [
    ...(await Promise.all([...fine, ...more].map((path) => ask(path)))),
    await ask('/api/live', {}, 'HEAD'),
    await ask('/', {}, 'POST'),
    await ask('/', { host: 'evil.example' }),
    await ask('/api/panel?board=none&panel=none'),
  ]
  for (const { headers } of answers) {
    const policy = String(headers['content-security-policy'])
    for (const part of ["default-src 'none'", "frame-ancestors 'none'", "form-action 'none'"])
      expect(policy).toContain(part)
    expect(policy).not.toMatch(/unsafe|http:|https:|\*|data:|blob:/)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(headers['cache-control']).toMatch(/^no-(store|cache)$/)
    expect(headers['access-control-allow-origin']).toBeUndefined()
  }
})

describe('questions that make no sense are said', () => {
  test.each([
    ['from=x', 'times'],
    ['from=2&to=1', 'before'],
    ['tz=Mars/Olympus', 'no time zone'],
    ['where=nonsense', 'LABEL=VALUE'],
    ['from=1&to=99999999999999', 'sixty years'],
  ])('%s', async (query, word) => {
    const { status, body } = await ask(`/api/panel?board=overview&panel=cost&${query}`)
    expect([status, JSON.parse(body).error.message]).toEqual([400, expect.stringContaining(word)])
  })
})

test('/healthz says who we are, as the one who started us expects it', async () => {
  expect(JSON.parse((await ask('/healthz')).body)).toMatchObject({
    instance: 'made',
    ready: true,
    reason: null,
  })
})

test('news come when something was stored, at most once a second', async () => {
  const seen: { at: number; text: string }[] = []
  await new Promise<void>((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: served.port, path: '/api/live' },
      (response) => {
        response.on('data', (part: Buffer) => {
          const text = part.toString('utf8')
          if (!text.includes('event: changed')) return
          seen.push({ at: Date.now(), text })
          if (seen.length === 2) resolve(asked.destroy() && undefined)
          else void served.store.write({ ...one(seen.length), refused: {}, clamped: 0, spans: 0 })
        })
        response.on('error', () => undefined)
      },
    )
    asked.on('error', reject)
    asked.end()
  })
  const sequence = (text: string) => JSON.parse(/data: (.*)/.exec(text)![1]!).sequence
  expect(sequence(seen[1]!.text)).toBe(sequence(seen[0]!.text) + 1)
  expect(seen[1]!.at - seen[0]!.at).toBeGreaterThan(900)
})

function one(value: number) {
  const labels = { 'session.id': 'live' }
  const end = until - 1000 * value
  const start = end - 1
  return {
    records: [
      { kind: 'delta', name: 'other', unit: '', labels, resource: {}, start, end, value },
    ] as const,
  }
}
