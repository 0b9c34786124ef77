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
    ['https', 'https://otel.example.com', { HTTPS_PROXY: proxy, HTTP_PROXY: 'http://other:1' }, 'HTTPS_PROXY'],
    ['the other one too', far, { https_proxy: proxy }, 'https_proxy'],
    ['an exception for another host', far, { HTTP_PROXY: proxy, NO_PROXY: 'example.com,other.com' }, 'HTTP_PROXY'],
    ['an exception for another port', far, { HTTP_PROXY: proxy, NO_PROXY: 'otel.example.com:9999' }, 'HTTP_PROXY'],
  ])('%s', (_, endpoint, env, variable) => {
    expect(proxyFor(ask(endpoint, env))).toEqual({ variable, address: proxy })
    expect(proxyFindings(ask(endpoint, env))[0]).toMatchObject({ id: 'proxy', level: 'warning', layer: variable })
  })
})

describe('not in the way', () => {
  test.each([
    ['none set', far, {}, 'http/protobuf', 'No proxy is set.'],
    ['loopback', 'http://127.0.0.1:14318', { HTTP_PROXY: proxy }, 'http/json', 'loopback'],
    ['gRPC', far, { HTTP_PROXY: proxy }, 'grpc', 'gRPC'],
    ['excepted by name', far, { HTTP_PROXY: proxy, no_proxy: 'a.b, OTEL.example.com' }, 'http/protobuf', 'NO_PROXY'],
    ['excepted by domain', far, { HTTP_PROXY: proxy, NO_PROXY: '.example.com' }, 'http/protobuf', 'NO_PROXY'],
    ['excepted with port', far, { HTTP_PROXY: proxy, NO_PROXY: 'otel.example.com:4318' }, 'http/protobuf', 'NO_PROXY'],
    ['excepted all', far, { HTTP_PROXY: proxy, NO_PROXY: '*' }, 'http/protobuf', 'NO_PROXY'],
  ])('%s', (_, endpoint, env, protocol, words) => {
    expect(proxyFor(ask(endpoint, env, protocol))).toBeNull()
    const [finding] = proxyFindings(ask(endpoint, env, protocol))
    expect(finding?.level).toBe('ok')
    expect(finding?.text).toContain(words)
  })

  test('what is not known is a note', () => {
    expect(proxyFindings(ask(far, { ALL_PROXY: proxy }))[0]?.level).toBe('note')
    expect(proxyFindings(ask(null, { HTTP_PROXY: proxy }))[0]?.level).toBe('note')
  })
})

test('the fix keeps what is excepted already, in the name already used', () => {
  expect(proxyFindings(ask(far, { HTTP_PROXY: proxy }))[0]?.fix).toBe("export NO_PROXY='otel.example.com'")
  expect(proxyFindings(ask(far, { HTTP_PROXY: proxy, no_proxy: 'a,b' }))[0]?.fix).toBe("export no_proxy='a,b,otel.example.com'")
  expect(proxyFor(ask(far, { HTTP_PROXY: proxy, NO_PROXY: 'otel.example.com' }))).toBeNull()
})

test.each(['http://user:hunter2@proxy.example.com:3128', 'user:hunter2@proxy.example.com:3128', 'http://user:hunter2@', 'hunter2'])(
  'no password of %s is told',
  (value) => {
    for (const endpoint of [far, 'http://127.0.0.1:1', null]) {
      const text = JSON.stringify(proxyFindings(ask(endpoint, { HTTP_PROXY: value })))
      expect(text.includes('hunter2')).toBe(value === 'hunter2')
      expect(text).not.toContain('user')
    }
  },
)
