// Who may send: known by name, by number where the token comes along, and never a web page.
import { describe, expect, test } from 'vitest'
import { stranger } from '../../../src/embedded/receiver/entrance.ts'

const token = 'long-enough-to-be-a-token'
const ask = (host: string | undefined, more: Record<string, unknown> = {}) =>
  stranger(
    { hosts: ['Host.Docker.internal', '192.168.1.5'], token: (more['token'] as string) ?? null },
    {
      host,
      origin: more['origin'] as string | undefined,
      authorization: more['authorization'] as string | undefined,
    },
  )
const bearing = { token, authorization: `Bearer ${token}` }

describe('on loopback', () => {
  test.each([
    '127.0.0.1:14318',
    'localhost',
    'LOCALHOST:1',
    '[::1]:14318',
    '127.0.0.2:9',
    'host.docker.internal:14318',
    '192.168.1.5:14318',
    '::1:14318',
  ])('%s is known', (host) => expect(ask(host)).toBeNull())

  test.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'evil.example:14318',
    '127.0.0.1.evil.example',
    '127.0.0.1@evil.example',
    'evil.example/127.0.0.1',
    '10.0.0.1',
    '[fd00::1]:14318',
    '127.0.0.1:14318:1',
    'fd00::1:14318',
    ':1',
    '2130706433',
  ])('%s is foreign', (host) => expect(ask(host)).toBe('foreign-host'))
})

describe('beyond it', () => {
  test.each(['10.0.0.1:14318', '[fd00::1]:14318', '127.0.0.1:14318', 'host.docker.internal'])(
    '%s with the token',
    (host) => {
      expect(ask(host, bearing)).toBeNull()
      expect(ask(host, { token })).toBe('token')
    },
  )

  test('a name that nobody gave us stays foreign, even with the token', () => {
    expect(ask('evil.example', bearing)).toBe('foreign-host')
  })

  test.each([
    `bearer ${token}`,
    token,
    `Bearer ${token} `,
    `Bearer ${token.slice(1)}`,
    'Bearer ',
    `Basic ${token}`,
  ])('%j is not the token', (authorization) => {
    const may = authorization.startsWith('bearer') ? null : 'token'
    expect(ask('127.0.0.1', { token, authorization })).toBe(may)
  })

  test('a web page is refused before anybody looks at its token', () => {
    expect(ask('127.0.0.1', { ...bearing, origin: 'http://127.0.0.1' })).toBe('origin')
  })
})
