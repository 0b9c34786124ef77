// Which addresses may be listened on, which of them others can reach, and how this machine reaches each.
import { describe, expect, test } from 'vitest'
import { inAddress, isAddress, isLoopbackOnly, reachedAt } from '../../src/config/listen.ts'

test.each(['127.0.0.1', '0.0.0.0', '192.168.1.20', '::', '::1', 'fe80::1', '::FFFF:127.0.0.1'])(
  '%s is an address',
  (text) => expect(isAddress(text)).toBe(true),
)

test.each([
  '',
  'localhost',
  '127.0.0.1:80',
  '1.2.3',
  '1.2.3.256',
  '01.2.3.4',
  '[::1]',
  'fe80::1%eth0',
  '127.1',
  '*',
  ':::',
])('%j is none', (text) => expect(isAddress(text)).toBe(false))

describe('who can reach it', () => {
  test.each([
    ['127.0.0.1', true, '127.0.0.1'],
    ['127.0.0.2', true, '127.0.0.2'],
    ['::1', true, '[::1]'],
    ['0:0:0:0:0:0:0:1', true, '[::1]'],
    ['0.0.0.0', false, '127.0.0.1'],
    ['::', false, '127.0.0.1'],
    ['0:0::0', false, '127.0.0.1'],
    // It reaches loopback, but says so in a way that nobody checks: better once too often than not.
    ['::ffff:127.0.0.1', false, '[::ffff:7f00:1]'],
    ['10.0.0.7', false, '10.0.0.7'],
    ['fd00::7', false, '[fd00::7]'],
  ])('%s: only this machine %j, reached at %s', (listen, only, reached) => {
    expect(isLoopbackOnly(listen)).toBe(only)
    expect(reachedAt(listen)).toBe(reached)
  })

  test('an address of six stands in brackets', () => {
    expect(inAddress('::')).toBe('[::]')
    expect(inAddress('0.0.0.0')).toBe('0.0.0.0')
  })
})
