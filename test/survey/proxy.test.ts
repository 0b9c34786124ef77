// Proxies: when the client uses one, what is said about it, and that no password is.
import { describe, expect, test } from 'vitest'
import { proxyFindings, proxyFor } from '../../src/survey/proxy.ts'

const ask = (endpoint: string | null, env: Record<string, string>, protocol = 'http/protobuf') =>
  ({ endpoint, env, protocol, platform: 'linux' }) as const
const far = 'http://otel.example.com:4318'
const proxy = 'http://proxy.example.com:3128'

describe('in the way', () => {
  test.each([
    ['plain http', far, { HTTP_PROXY: proxy }, 'HTTP_PROXY'],
    ['small letters', far, { http_proxy: proxy }, 'http_proxy'],
    ['https', 'https://otel.example.com', { HTTP_PROXY: proxy }, 'HTTP_PROXY'],
    [
      'that of https first, also for http',
      far,
      { HTTPS_PROXY: proxy, http_proxy: 'http://other:1' },
      'HTTPS_PROXY',
    ],
    [
      'small letters first',
      far,
      { https_proxy: proxy, HTTPS_PROXY: 'http://other:1' },
      'https_proxy',
    ],
    ['an empty one is none', far, { HTTPS_PROXY: '', HTTP_PROXY: proxy }, 'HTTP_PROXY'],
    [
      'an exception with a star in front',
      far,
      { HTTP_PROXY: proxy, NO_PROXY: '*.example.com' },
      'HTTP_PROXY',
    ],
    ['a star among others', far, { HTTP_PROXY: proxy, NO_PROXY: 'a,*' }, 'HTTP_PROXY'],
    [
      'a range',
      'http://192.0.2.2:1',
      { HTTP_PROXY: proxy, NO_PROXY: '192.0.2.0/24' },
      'HTTP_PROXY',
    ],
    [
      'IPv6',
      'http://[2001:db8::1]:1',
      { HTTP_PROXY: proxy, NO_PROXY: '2001:db8::1,[2001:db8::1]' },
      'HTTP_PROXY',
    ],
    [
      'an exception for another host',
      far,
      { HTTP_PROXY: proxy, NO_PROXY: 'example.com,other.com' },
      'HTTP_PROXY',
    ],
    [
      'an exception for another port',
      far,
      { HTTP_PROXY: proxy, NO_PROXY: 'otel.example.com:9999' },
      'HTTP_PROXY',
    ],
  ])('%s', (_, endpoint, env, variable) => {
    expect(proxyFor(ask(endpoint, env))).toEqual({ variable, address: proxy })
    expect(proxyFindings(ask(endpoint, env))[0]).toMatchObject({
      id: 'proxy',
      level: 'warning',
      layer: variable,
    })
  })
})

describe('not in the way', () => {
  test.each([
    ['none set', far, {}, 'http/protobuf', 'No proxy'],
    ['another variable', far, { ALL_PROXY: proxy }, 'http/protobuf', 'No proxy'],
    [
      'the domain itself',
      'http://example.com',
      { HTTP_PROXY: proxy, NO_PROXY: '.example.com' },
      'http/protobuf',
      'NO_PROXY',
    ],
    [
      'one spelling of two',
      far,
      { HTTP_PROXY: proxy, NO_PROXY: 'x', no_proxy: 'otel.example.com' },
      'http/protobuf',
      'NO_PROXY',
    ],
    [
      'the port that goes without saying',
      'https://a.b',
      { HTTP_PROXY: proxy, NO_PROXY: 'a.b:443' },
      'http/protobuf',
      'NO_PROXY',
    ],
    ['loopback', 'http://127.0.0.1:14318', { HTTP_PROXY: proxy }, 'http/json', 'loopback'],
    ['gRPC', far, { HTTP_PROXY: proxy }, 'grpc', 'gRPC'],
    [
      'excepted by name',
      far,
      { HTTP_PROXY: proxy, no_proxy: 'a.b, OTEL.example.com' },
      'http/protobuf',
      'NO_PROXY',
    ],
    [
      'excepted by domain',
      far,
      { HTTP_PROXY: proxy, NO_PROXY: '.example.com' },
      'http/protobuf',
      'NO_PROXY',
    ],
    [
      'excepted with port',
      far,
      { HTTP_PROXY: proxy, NO_PROXY: 'otel.example.com:4318' },
      'http/protobuf',
      'NO_PROXY',
    ],
    ['excepted all', far, { HTTP_PROXY: proxy, NO_PROXY: '*' }, 'http/protobuf', 'NO_PROXY'],
  ])('%s', (_, endpoint, env, protocol, words) => {
    expect(proxyFor(ask(endpoint, env, protocol))).toBeNull()
    const [finding] = proxyFindings(ask(endpoint, env, protocol))
    expect(finding?.level).toBe('ok')
    expect(finding?.text).toContain(words)
  })

  test('what is not known is a note', () => {
    expect(proxyFindings(ask(null, { HTTP_PROXY: proxy }))[0]?.level).toBe('note')
  })
})

test('the fix keeps what is excepted already, in the name already used', () => {
  expect(proxyFindings(ask(far, { HTTP_PROXY: proxy }))[0]?.fix).toBe(
    "export NO_PROXY='otel.example.com'",
  )
  expect(proxyFindings(ask(far, { HTTP_PROXY: proxy, no_proxy: 'a,b' }))[0]?.fix).toBe(
    "export no_proxy='a,b,otel.example.com'",
  )
  expect(proxyFor(ask(far, { HTTP_PROXY: proxy, NO_PROXY: 'otel.example.com' }))).toBeNull()
})

test.each([
  'http://user:hunter2@proxy.example.com:3128',
  'user:hunter2@proxy.example.com:3128',
  'http://user:hunter2@',
  'hunter2',
])('no password of %s is told', (value) => {
  for (const endpoint of [far, 'http://127.0.0.1:1', null]) {
    expect(JSON.stringify(proxyFindings(ask(endpoint, { HTTP_PROXY: value })))).not.toMatch(
      /hunter2|user:/,
    )
  }
})

test.each(['proxy.example.com:3128', 'a b', 'http://'])(
  '%s stops the client, whatever the endpoint',
  (value) => {
    for (const endpoint of [far, 'http://127.0.0.1:1', null]) {
      const [finding] = proxyFindings(ask(endpoint, { https_proxy: value }))
      expect(finding).toMatchObject({ level: 'error', layer: 'https_proxy' })
    }
  },
)
