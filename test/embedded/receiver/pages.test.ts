// What a web page can make a browser send to the OTLP port: nothing of it is taken, and no answer is ever for a page.
import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { bytes, recorded } from '../../ledger/fixtures.ts'
import { type Bench, bench } from './bench.ts'

const fine = bytes(recorded().find(({ name }) => name.includes('329/metrics-delta-all'))!.body)
const json = { 'content-type': 'application/json' }

interface Said {
  readonly status: number
  readonly headers: Record<string, unknown>
}

function send(
  { port }: Bench,
  headers: Readonly<Record<string, string | undefined>>,
  { method = 'POST', path = '/v1/metrics' } = {},
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method, headers: { ...headers } },
      (answer) => {
        answer
          .resume()
          .on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }))
      },
    )
    asked.on('error', reject)
    asked.end(method === 'POST' || method === 'PUT' ? fine : undefined)
  })
}

/** Without these a browser hides the answer from the page, and asks in vain whether it may send. */
function isForNoPage({ headers }: Said): boolean {
  return Object.keys(headers).every(
    (name) => !/^(?:access-control|timing-allow|x-frame|set-cookie)/.test(name),
  )
}

describe('refused', () => {
  test.each([
    ['a page of another origin', { ...json, origin: 'https://evil.example' }, 403],
    ['a page without an origin', { ...json, origin: 'null' }, 403],
    ['a page of this machine', { ...json, origin: 'http://localhost:14300' }, 403],
    ['our own page', { ...json, origin: 'http://127.0.0.1:14318' }, 403],
    ['a name that was made to point here', { ...json, host: 'evil.example' }, 403],
    ['such a name with our port', { ...json, host: 'rebind.evil.example:14318' }, 403],
    ['our number within a name', { ...json, host: '127.0.0.1.nip.example:14318' }, 403],
    ['a form of text', { 'content-type': 'text/plain' }, 415],
    ['a form of text that says JSON', { 'content-type': 'text/plain; application/json' }, 415],
    ['a form of fields', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a form with files', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
    ['a beacon without a type', {}, 415],
    ['another word for JSON', { 'content-type': 'text/json' }, 415],
  ])('%s', async (_, headers, status) => {
    const one = await bench()
    const said = await send(one, headers)
    expect(said.status).toBe(status)
    expect(isForNoPage(said)).toBe(true)
    expect(one.written).toEqual([])
  })

  test.each(['/v1/metrics', '/v1/logs', '/'])('a question beforehand, at %s', async (path) => {
    const one = await bench()
    const asked = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
      'access-control-request-private-network': 'true',
    }
    for (const headers of [asked, {}]) {
      const said = await send(one, headers, { method: 'OPTIONS', path })
      expect(said.status).toBeGreaterThanOrEqual(400)
      expect(isForNoPage(said)).toBe(true)
    }
    expect(one.written).toEqual([])
  })

  test.each(['GET', 'HEAD', 'PUT', 'DELETE'])('%s', async (method) => {
    const one = await bench()
    const said = await send(one, json, { method })
    expect([said.status, said.headers['allow']]).toEqual([405, 'POST'])
    expect(isForNoPage(said)).toBe(true)
  })
})

test('what is taken is not answered for a page either', async () => {
  const one = await bench()
  const said = await send(one, json)
  expect(said.status).toBe(200)
  expect(isForNoPage(said)).toBe(true)
  expect(one.written).toHaveLength(1)
})
