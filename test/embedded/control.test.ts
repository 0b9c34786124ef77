// The control door opens for nobody but a program that knows the token: each other way is tried, and does nothing.
import { type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { beforeEach, describe, expect, test } from 'vitest'
import { controlDoor } from '../../src/embedded/control/door.ts'
import { askEngine } from '../../src/embedded/control/ask.ts'
import { Problem } from '../../src/errors.ts'

const token = 'a'.repeat(64)
let done: unknown[] = []
let port = 0

beforeEach(async () => {
  done = []
  const door = controlDoor(token, {
    copy: async (wish) => {
      done.push(wish)
      if (wish['fail'] === true) throw new Problem('disk-full', 'No room.', { hints: ['df'] })
      return { bytes: 1 }
    },
  })
  const server = createServer((ask, say) => void (door(ask, say) || say.end('page')))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  return () => new Promise((resolve) => server.close(resolve))
})

function asked(
  headers: IncomingHttpHeaders,
  { method = 'POST', path = '/control/copy', body = '{}' } = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const usual = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const options = { host: '127.0.0.1', port, path, method, headers: { ...usual, ...headers } }
    const sent = request(options, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

describe('refused, and nothing is done', () => {
  test.each([
    ['no token', { authorization: '' }, {}, 401],
    ['another token', { authorization: `Bearer ${'b'.repeat(64)}` }, {}, 401],
    ['a page of another origin', { origin: 'http://evil.example' }, {}, 403],
    ['our own page', { origin: 'http://127.0.0.1' }, {}, 403],
    ['a browser', { 'sec-fetch-site': 'same-origin' }, {}, 403],
    ['a name that leads here', { host: 'evil.example' }, {}, 403],
    ['a form', { 'content-type': 'text/plain' }, {}, 415],
    ['a link', {}, { method: 'GET' }, 405],
    ['what there is not', {}, { path: '/control/__proto__' }, 404],
    ['no JSON', {}, { body: 'no' }, 500],
    ['far too much', {}, { body: 'x'.repeat(100_000) }, 500],
  ])('%s', async (_, headers, more, status) => {
    expect(await asked(headers, more)).toBe(status)
    expect(done).toEqual([])
  })
})

const mark = () => ({
  schemaVersion: 1 as const,
  pid: 1,
  started: null,
  instance: 'i',
  version: '0',
  ports: { grpc: 1, http: 2, page: port },
  since: '',
})

test('whoever knows it is answered, faults with their code', async () => {
  const known = { ...mark(), control: token }
  expect(await askEngine(known as never, 'copy', { to: '/x' }, 5000)).toEqual({ bytes: 1 })
  expect(done).toEqual([{ to: '/x' }])
  const failing = askEngine(known, 'copy', { fail: true }, 5000)
  await expect(failing).rejects.toMatchObject({ code: 'disk-full', hints: ['df'] })
  await expect(askEngine(mark() as never, 'copy', {}, 5000)).rejects.toMatchObject({
    code: 'unhealthy',
  })
})

test('other addresses are left to the page', async () => {
  expect(await asked({}, { path: '/metrics', method: 'GET' })).toBe(200)
})
