// Headers: what is taken, and that a refusal names the line but never its content.
import { expect, it } from 'vitest'
import { parseHeaders } from '../../src/config/headers.ts'

it('reads both ways of writing a header', () => {
  const text = '\uFEFF# mine\r\nAuthorization=Bearer abc=\r\n\r\nX-Scope: team a \n'
  expect(parseHeaders(text, 'f')).toEqual({ Authorization: 'Bearer abc=', 'X-Scope': 'team a' })
})

it.each([
  ['Authorization', /f, line 1 is not NAME=VALUE/],
  ['A=1\nB=', /f, line 2 is not/],
  ['A=1,2', /comma/],
  ['A=caf\u00E9', /no header may hold/],
  ['Content-Length=3', /line 1 is set by the client itself/],
  ['content-type: text/plain', /set by the client/],
  ['X#One=1', /line 1 has a name/],
  ['x-trace-bin=aGVsbG8=', /line 1 has a name/],
])('refuses %j', (text, why) => expect(() => parseHeaders(text, 'f')).toThrow(why))

it('keeps the secret out of the message', () => {
  expect(() => parseHeaders('Authorization=hunter2,hunter3', 'f')).toThrow(/^(?!.*hunter)/)
})
