import { connect } from 'node:tls'
import { readFileSync, writeFileSync } from 'node:fs'
import { createSecureServer } from 'node:http2'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { part } from '../bed.ts'
import { fakeGrpcReceiver, fakeHttpReceiver, listening } from '../fakes/fake-otlp-receiver.ts'
import { fakeProxy } from '../fakes/fake-proxy.ts'
import { type Keys, dropKeys, makeKeys } from './keys.ts'
import { mark, sendOne } from './wish.ts'

const openssl = part('openssl')

describe.skipIf(openssl === null)('TLS with an authority of one’s own', () => {
  let keys: Keys
  let others: Keys
  beforeAll(() => {
    keys = makeKeys(openssl ?? '', 'IP:127.0.0.1,DNS:localhost,DNS:collector.example')
    others = makeKeys(openssl ?? '', 'DNS:elsewhere.example')
  })
  afterAll(() => [keys, others].forEach(dropKeys))

  const http = () => fakeHttpReceiver(() => ({}), keys)
  const grpc = (of: Keys = keys) =>
    fakeGrpcReceiver(() => ({ trailers: { 'grpc-status': '0' } }), of)

  test('accepted with --ca-file, over HTTP and gRPC', async () => {
    for (const [receiver, protocol] of [
      [await http(), 'http/protobuf'],
      [await grpc(), 'grpc'],
    ] as const) {
      const hop = await sendOne({ endpoint: receiver.endpoint, protocol, caFile: keys.ca })
      expect(hop).toMatchObject({ ok: true, detail: null })
      expect(receiver.seen[0]?.body.includes(mark)).toBe(true)
    }
  })

  test('not trusted without it, and nothing was sent', async () => {
    for (const [receiver, protocol] of [
      [await http(), 'http/json'],
      [await grpc(), 'grpc'],
    ] as const) {
      const { ok, detail } = await sendOne({ endpoint: receiver.endpoint, protocol })
      expect(ok).toBe(false)
      expect(detail).toMatch(
        /^the certificate of 127\.0\.0\.1:\d+ is not trusted .*--ca-file FILE$/,
      )
      expect(receiver.seen).toEqual([])
    }
  })

  test('the wrong authority is named as the wrong one', async () => {
    const receiver = await http()
    const { detail } = await sendOne({ endpoint: receiver.endpoint, caFile: others.ca })
    expect(detail).toContain(`is not signed by the authority in ${others.ca}`)
  })

  test('a certificate for another name', async () => {
    const receiver = await grpc(others)
    const { detail } = await sendOne({
      endpoint: receiver.endpoint,
      protocol: 'grpc',
      caFile: others.ca,
    })
    expect(detail).toMatch(/is made for another name than 127\.0\.0\.1/)
  })

  test('a CA file that is missing or holds something else', async () => {
    const endpoint = 'https://127.0.0.1:1'
    const odd = join(keys.folder, 'odd.pem')
    writeFileSync(odd, 'hello')
    await expect(sendOne({ endpoint, caFile: join(keys.folder, 'none') })).rejects.toThrow(
      /does not exist/,
    )
    await expect(sendOne({ endpoint, caFile: odd })).rejects.toThrow(/no certificate/)
  })

  test('TLS with HTTP/1.1 only, wished for by gRPC', async () => {
    const receiver = await http()
    const { detail } = await sendOne({
      endpoint: receiver.endpoint,
      protocol: 'grpc',
      caFile: keys.ca,
    })
    expect(detail).toMatch(/not in HTTP\/2, which gRPC needs/)
  })

  test('TLS with HTTP/2 only, wished for by HTTP', async () => {
    const server = createSecureServer({ key: keys.key, cert: keys.cert, allowHTTP1: false })
    const { port } = await listening(server)
    const { ok, detail } = await sendOne({ endpoint: `https://127.0.0.1:${port}`, caFile: keys.ca })
    expect(ok).toBe(false)
    expect(detail).toMatch(/--protocol grpc|not in HTTP/)
  })

  test('https:// on a plain port, and http:// on a TLS port', async () => {
    const plain = await fakeHttpReceiver(() => ({}))
    const told = await sendOne({ endpoint: `https://127.0.0.1:${plain.port}` })
    expect(told.detail).toMatch(/does not answer in TLS .*write http:\/\//)
    const secure = await http()
    const { detail } = await sendOne({ endpoint: `http://127.0.0.1:${secure.port}` })
    expect(detail).toMatch(/write https:\/\/$/)
  })

  test('TLS inside a proxy’s tunnel is TLS with the endpoint', async () => {
    const receiver = await http()
    const proxy = await fakeProxy(receiver.port)
    const endpoint = 'https://collector.example'
    const hop = await sendOne({ endpoint, caFile: keys.ca, proxy: proxy.url })
    expect(hop).toMatchObject({ ok: true })
    expect(proxy.asked[0]?.target).toBe('collector.example:443')
    const stranger = await sendOne({
      endpoint: 'https://stranger.example',
      caFile: keys.ca,
      proxy: proxy.url,
    })
    expect(stranger.detail).toMatch(/another name than stranger\.example:443/)
  })

  test('the authority in use is really the file’s', async () => {
    const receiver = await http()
    const socket = connect({ port: receiver.port, host: '127.0.0.1', ca: readFileSync(keys.ca) })
    await new Promise((resolve, reject) =>
      socket.once('secureConnect', resolve).once('error', reject),
    )
    expect(socket.authorized).toBe(true)
    socket.destroy()
  })
})
