// Ports, asked with real listeners.
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort, portState, tcpAnswers } from '../../src/world/net.ts'

const open: Server[] = []
afterEach(() => Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done)))))

async function listen(host: string): Promise<number> {
  const server = createServer((socket) => socket.destroy())
  open.push(server)
  await new Promise<void>((done) => server.listen(0, host, done))
  return (server.address() as AddressInfo).port
}

describe('ports', () => {
  test('one with a listener is taken, and answers', async () => {
    const port = await listen('127.0.0.1')
    expect(await portState('127.0.0.1', port)).toBe('taken')
    expect(await tcpAnswers('127.0.0.1', port, 1000)).toBe(true)
  })

  test('a listener on every address takes loopback too', async () => {
    expect(await portState('127.0.0.1', await listen('0.0.0.0'))).toBe('taken')
  })

  test('a free one is free, silent, and still free afterwards', async () => {
    const port = await freePort()
    expect(port).toBeGreaterThan(0)
    expect(await portState('127.0.0.1', port)).toBe('free')
    expect(await portState('127.0.0.1', port)).toBe('free')
    expect(await tcpAnswers('127.0.0.1', port, 1000)).toBe(false)
  })

  test('an address that is not ours is unknown, not free', async () => {
    expect(await portState('203.0.113.77', 14_318)).toBe('unknown')
  })

  test('an address that never answers is given up at the limit', async () => {
    const before = Date.now()
    expect(await tcpAnswers('203.0.113.77', 9, 200)).toBe(false)
    expect(Date.now() - before).toBeLessThan(2000)
  })
})
