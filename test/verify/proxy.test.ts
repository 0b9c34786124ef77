import { expect, test } from 'vitest'
import { proxyOf } from '../../src/verify/proxy.ts'
import { fakeGrpcReceiver, fakeHttpReceiver } from '../fakes/fake-otlp-receiver.ts'
import { fakeProxy } from '../fakes/fake-proxy.ts'
import { mark, sendOne } from './wish.ts'

const endpoint = 'http://collector.example:4318'

test('plain HTTP to another host goes through CONNECT, as the client sends it', async () => {
  const receiver = await fakeHttpReceiver(() => ({}))
  const proxy = await fakeProxy(receiver.port)
  expect(await sendOne({ endpoint, proxy: proxy.url })).toMatchObject({ ok: true, detail: null })
  expect(proxy.asked).toEqual([{ target: 'collector.example:4318', authorization: null }])
  expect(proxy.direct).toEqual([])
  expect(receiver.seen[0]?.headers.host).toBe('collector.example:4318')
  expect(receiver.seen[0]?.body.includes(mark)).toBe(true)
})

test('user and password go to the proxy, and nowhere else', async () => {
  const receiver = await fakeHttpReceiver(() => ({ status: 500 }))
  const proxy = await fakeProxy(receiver.port)
  const url = proxy.url.replace('http://', 'http://al%40ice:secr%3At@')
  const hop = await sendOne({ endpoint, proxy: url })
  expect(Buffer.from(proxy.asked[0]?.authorization?.slice(6) ?? '', 'base64').toString()).toBe(
    'al@ice:secr:t',
  )
  expect(receiver.seen[0]?.headers).not.toHaveProperty('proxy-authorization')
  expect(hop.detail).not.toContain('secr')
})

test.each([
  [407, /^the proxy 127\.0\.0\.1:\d+ wants a user and password \(407\)/],
  [403, /^the proxy 127\.0\.0\.1:\d+ refused the way to collector\.example:4318 \(403\)/],
])('a proxy that says %i', async (status, expected) => {
  const proxy = await fakeProxy(1, status)
  const url = proxy.url.replace('http://', 'http://alice:secret@')
  const { ok, detail } = await sendOne({ endpoint, proxy: url })
  expect(ok).toBe(false)
  expect(detail).toMatch(expected)
  expect(detail).not.toContain('secret')
})

test('a proxy that is not there', async () => {
  const { detail } = await sendOne({ endpoint, proxy: 'http://127.0.0.1:1' })
  expect(detail).toMatch(/^the proxy 127\.0\.0\.1:1 could not be reached \(ECONNREFUSED\)/)
})

test.each(['127.0.0.1:3128', 'http://pass word@:x', 'socks5://127.0.0.1:1080'])(
  'a proxy that the client cannot use is refused: %s',
  async (proxy) => {
    await expect(sendOne({ endpoint, proxy })).rejects.toMatchObject({ code: 'bad-setting' })
  },
)

test.each<[string, Record<string, string>, string | null]>([
  ['none', {}, null],
  ['HTTP_PROXY', { HTTP_PROXY: 'http://p' }, 'http://p'],
  [
    'HTTPS_PROXY serves plain http too, and goes first',
    { HTTP_PROXY: 'http://p', HTTPS_PROXY: 'http://q' },
    'http://q',
  ],
  ['small letters', { http_proxy: 'http://p' }, 'http://p'],
  ['an empty one is none', { HTTPS_PROXY: '', HTTP_PROXY: 'http://p' }, 'http://p'],
  ['ALL_PROXY is not looked at', { ALL_PROXY: 'http://p' }, null],
  ['excepted by name', { HTTP_PROXY: 'http://p', NO_PROXY: 'a, Collector.Example' }, null],
  [
    'excepted by name and port',
    { HTTP_PROXY: 'http://p', no_proxy: 'collector.example:4318' },
    null,
  ],
  ['excepted by domain', { HTTP_PROXY: 'http://p', NO_PROXY: '.example' }, null],
  ['excepted by star', { HTTP_PROXY: 'http://p', NO_PROXY: '*' }, null],
  [
    'a bare domain excepts nothing below',
    { HTTP_PROXY: 'http://p', NO_PROXY: 'example' },
    'http://p',
  ],
  [
    'another port is another place',
    { HTTP_PROXY: 'http://p', NO_PROXY: 'collector.example:1' },
    'http://p',
  ],
])('which proxy the client takes: %s', (_name, env, expected) => {
  expect(proxyOf(endpoint, env)).toBe(expected)
})

test('loopback and gRPC pass the proxy by', async () => {
  const receiver = await fakeHttpReceiver(() => ({}))
  const grpc = await fakeGrpcReceiver(() => ({ trailers: { 'grpc-status': '0' } }))
  const proxy = await fakeProxy(receiver.port)
  for (const host of ['127.0.0.1', 'localhost']) {
    const hop = await sendOne({ endpoint: `http://${host}:${receiver.port}`, proxy: proxy.url })
    expect(hop.ok).toBe(true)
  }
  expect((await sendOne({ endpoint: grpc.endpoint, protocol: 'grpc', proxy: proxy.url })).ok).toBe(
    true,
  )
  expect(proxy.asked).toEqual([])
})

test('a proxy that lets us in and hangs', async () => {
  const receiver = await fakeHttpReceiver(() => 'hang')
  const proxy = await fakeProxy(receiver.port)
  const { detail } = await sendOne({ endpoint, proxy: proxy.url, timeoutMs: 200 })
  expect(detail).toMatch(
    /^collector\.example:4318 \(through the proxy 127\.0\.0\.1:\d+\) gave no answer within 0\.2 s/,
  )
})
