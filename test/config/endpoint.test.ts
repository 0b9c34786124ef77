// One line per address: what is taken, and in which words the rest is refused.
import { describe, expect, it } from 'vitest'
import { checkEndpoint, isLoopback, withHost } from '../../src/config/endpoint.ts'

describe('an endpoint that is taken', () => {
  it.each([
    'http://127.0.0.1:4318',
    'https://otlp.example.com',
    'https://otlp.example.com/otlp',
    'http://[::1]:4318/',
    'http://collector:4318',
    'http://127.0.0.1:65535',
  ])('%s', (address) => expect(checkEndpoint(address)).toBeNull())
})

describe('an endpoint that is refused', () => {
  it.each([
    ['localhost:4318', /scheme/],
    ['127.0.0.1:4318', /no scheme/],
    ['', /no scheme/],
    ['ftp://host', /neither http nor https/],
    ['http://127.0.0.1:0', /port 0/],
    ['http://127.0.0.1:70000', /port 70000 does not exist/],
    ['http://127.0.0.1:4318/v1/metrics', /appends that itself/],
    ['http://127.0.0.1:4318/v1/logs/', /appends that itself/],
    ['http://user:secret@host', /headers file/],
    ['http://host?x=1', /query/],
    ['http://ho st', /not an address/],
    ['http://', /not an address/],
    ['http:/127.0.0.1:4318', /not an address/],
    ['http:127.0.0.1:4318', /not an address/],
    ['http:///127.0.0.1', /not an address/],
    ['http://127.0.0.1:4318 ', /not an address/],
  ])('%s', (address, why) => expect(checkEndpoint(address)).toMatch(why))
})

it('puts another host into an address and leaves the rest', () => {
  expect(withHost('http://127.0.0.1:4318', 'host.docker.internal')).toBe(
    'http://host.docker.internal:4318',
  )
  expect(withHost('https://a:1/otlp', 'b')).toBe('https://b:1/otlp')
  expect(withHost('http://a:1/', '[::1]')).toBe('http://[::1]:1/')
})

it('knows loopback', () => {
  expect(
    ['http://127.0.0.1:1', 'http://127.9.9.9', 'http://localhost:1', 'http://[::1]:1'].every(
      isLoopback,
    ),
  ).toBe(true)
  expect(['http://127.0.0.1.example.com', 'http://10.0.0.1', 'nonsense'].some(isLoopback)).toBe(
    false,
  )
})
