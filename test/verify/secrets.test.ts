import { expect, test } from 'vitest'
import { secretsIn, shown } from '../../src/verify/foreign.ts'
import { fakeGrpcReceiver, fakeHttpReceiver } from '../fakes/fake-otlp-receiver.ts'
import { sendOne } from './wish.ts'

const password = 'pa55:word/ü'
const basic = Buffer.from(`alice:${password}`, 'latin1').toString('base64')
const headers = { Authorization: `Basic ${basic}`, 'x-api-key': 'k-123 456' }

test('whatever the endpoint quotes back of our headers is not shown', async () => {
  const quoted = `bad ${headers.Authorization} or ${basic} or ${headers['x-api-key']} or alice:${password} or ${password}`
  const receiver = await fakeHttpReceiver((seen) => {
    expect(seen.headers.authorization).toBe(headers.Authorization)
    return { status: 401, body: `${quoted} or ${encodeURIComponent('k-123 456')}` }
  })
  const { detail } = await sendOne({ endpoint: receiver.endpoint, headers })
  expect(detail).toContain('it said: bad … or …')
  expect(detail).toMatch(/the headers that were sent do not open it/)
  for (const secret of [basic, 'k-123', '456', '%20456', 'pa55', 'word/'])
    expect(detail).not.toContain(secret)
})

test('the same over gRPC', async () => {
  const receiver = await fakeGrpcReceiver(() => ({
    headers: {
      'grpc-status': '16',
      'grpc-message': encodeURIComponent('no ' + headers['x-api-key']),
    },
  }))
  const { detail } = await sendOne({ endpoint: receiver.endpoint, protocol: 'grpc', headers })
  expect(detail).toMatch(
    /^gRPC status 16 UNAUTHENTICATED; it said: no …; the headers that were sent/,
  )
})

test('a secret at the place of the cut leaves no half behind', () => {
  const secret = 's3cr3t-value-long'
  for (let before = 170; before < 210; before += 1) {
    expect(shown('y'.repeat(before) + secret, secretsIn({ a: `Bearer ${secret}` }))).not.toContain(
      's3c',
    )
  }
})

test('a terminal is not steered by somebody else', () => {
  expect(shown('a\u001B[31mred\u0007\r\n\tb\u202Ec\u009B2J', [])).toBe('a [31mred b c 2J')
})

test('long texts are cut between letters', () => {
  const text = shown('😀'.repeat(300), [])
  expect([...text]).toHaveLength(201)
  expect(text.endsWith('😀…')).toBe(true)
})
