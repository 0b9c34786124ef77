// Ports and who holds them: the tables of three systems, and a real listener of this very process.
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { portsFindings } from '../../src/survey/ports-findings.ts'
import {
  listenersInLsof,
  listenersInNetstat,
  listenersInProc,
  nameInTasklist,
} from '../../src/survey/ports-tables.ts'
import { lookAtPorts, usualPorts } from '../../src/survey/ports.ts'
import { findProgram } from '../../src/world/programs.ts'
import { freePort } from '../../src/world/net.ts'
import { surroundings } from '../../src/world/surroundings.ts'

const open: Server[] = []
afterEach(() =>
  Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done)))),
)

async function listen(host: string): Promise<number> {
  const server = createServer()
  open.push(server)
  await new Promise<void>((done) => server.listen(0, host, done))
  return (server.address() as AddressInfo).port
}

const around = surroundings()
const hasLsof = around.platform !== 'win32' && (await findProgram('lsof', around)) !== null
const canTell = around.platform !== 'darwin' || hasLsof

describe('looking at real ports', () => {
  test.runIf(canTell).each(['127.0.0.1', '0.0.0.0', '::'])(
    'a listener of ours on %s is found with our own pid',
    async (host) => {
      const port = await listen(host)
      const free = await freePort()
      const seen = await lookAtPorts(around, [
        { port, use: 'a' },
        { port: free, use: 'b' },
      ])
      expect(seen[0]).toMatchObject({ port, state: 'taken', owner: { pid: process.pid } })
      expect(seen[0]?.owner?.name).toEqual(expect.stringMatching(/./))
      expect(seen[1]).toEqual({ port: free, use: 'b', state: 'free', owner: null })
    },
  )

  test.runIf(hasLsof)('lsof tells the same as this system does', async () => {
    const port = await listen('127.0.0.1')
    const [seen] = await lookAtPorts({ ...around, platform: 'darwin' }, [{ port, use: 'a' }])
    expect(seen?.owner?.pid).toBe(process.pid)
  })

  test('no port is named twice', () => {
    expect(new Set(usualPorts.map(({ port }) => port)).size).toBe(usualPorts.length)
  })
})

describe('tables', () => {
  test('/proc/net/tcp: only listeners, ports in base sixteen', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:37EE 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4242 1 0',
      '   1: 0100007F:37EE 0100007F:9999 01 00000000:00000000 00:00000000 00000000  1000        0 4243 1 0',
      '   2: 00000000:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 77 1 0',
      '   3: 0200007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 78 1 0',
      '',
    ].join('\n')
    expect(listenersInProc(table)).toEqual(
      new Map([
        [14_318, ['4242']],
        [3000, ['77', '78']],
      ]),
    )
    expect(listenersInProc('')).toEqual(new Map())
  })

  test('lsof: process, name and addresses', () => {
    const text = 'p501\ncgrafana\nf8\nn*:3000\nf9\nn[::1]:3001\np77\ncnode\nf3\nn127.0.0.1:14318\n'
    expect(listenersInLsof(text)).toEqual(
      new Map([
        [3000, { pid: 501, name: 'grafana' }],
        [3001, { pid: 501, name: 'grafana' }],
        [14_318, { pid: 77, name: 'node' }],
      ]),
    )
  })

  test('netstat of a Windows in German', () => {
    const text =
      '  Proto  Lokale Adresse  Remoteadresse  Status  PID\r\n  TCP    0.0.0.0:3000   0.0.0.0:0    ABHÖREN    4711\r\n' +
      '  TCP    127.0.0.1:5000   127.0.0.1:6000    HERGESTELLT    4712\r\n  TCP    [::]:9090   [::]:0    ABHÖREN    8\r\n'
    expect(listenersInNetstat(text)).toEqual(
      new Map([
        [3000, { pid: 4711, name: null }],
        [9090, { pid: 8, name: null }],
      ]),
    )
    expect(nameInTasklist('\r\n"node.exe","4711","Console","1","5.000 K"\r\n')).toBe('node.exe')
    expect(nameInTasklist('INFO: No tasks\r\n')).toBeNull()
  })
})

describe('what is said', () => {
  const taken = {
    port: 3000,
    use: 'Grafana',
    state: 'taken',
    owner: { pid: 7, name: 'node' },
  } as const

  test('all free is one line', () => {
    expect(
      portsFindings([{ port: 1, use: 'x', state: 'free', owner: null }], 'docker'),
    ).toMatchObject([{ level: 'ok' }])
  })

  test('a taken one names its holder, and worries only a local engine', () => {
    expect(portsFindings([taken], 'docker')[0]).toMatchObject({
      level: 'warning',
      layer: '127.0.0.1:3000',
    })
    expect(portsFindings([taken], 'docker')[0]?.text).toContain('node (pid 7)')
    expect(portsFindings([taken], 'remote')[0]?.level).toBe('note')
    expect(portsFindings([{ ...taken, owner: null }], null)[0]?.text).toContain('may not see')
  })
})
