// Ports, asked with real listeners.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort, isKnownName, portState, tcpAnswers } from '../../src/world/net.ts'

const open: Server[] = []
afterEach(() =>
  Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done)))),
)

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

  test.runIf(process.platform === 'linux')(
    'a listener that takes nobody in is given up at the limit',
    async () => {
      const child = spawn(process.execPath, ['-e', frozen], { stdio: ['ignore', 'pipe', 'ignore'] })
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      child.kill('SIGSTOP')
      const waiting: Socket[] = []
      try {
        // The system itself takes a few in for it; then the queue is full.
        for (let turn = 0; turn < 8; turn++) {
          waiting.push(connect(Number(line), '127.0.0.1').on('error', () => undefined))
        }
        await new Promise((resolve) => setTimeout(resolve, 200))
        const before = Date.now()
        expect(await tcpAnswers('127.0.0.1', Number(line), 300)).toBe(false)
        expect(Date.now() - before).toBeGreaterThanOrEqual(290)
        expect(Date.now() - before).toBeLessThan(3000)
      } finally {
        for (const socket of waiting) socket.destroy()
        child.kill('SIGKILL')
      }
    },
  )

  test.each([0, -1, 65_536, 1.5, Number.NaN])('%s is no port', async (port) => {
    expect(await portState('127.0.0.1', port)).toBe('unknown')
    expect(await tcpAnswers('127.0.0.1', port, 100)).toBe(false)
  })

  test('names', async () => {
    expect(await isKnownName('localhost', 2000)).toBe(true)
  })
})

const frozen = `const s = require('net').createServer()
s.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))`
