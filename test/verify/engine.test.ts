// A mark is found again where the page reads, over every protocol, and nowhere else; and each way to lose it is seen.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { resolve, stackConfig } from '../../src/config/resolve.ts'
import { receive } from '../../src/embedded/receiver/receive.ts'
import { openStore, type Store } from '../../src/embedded/store/store.ts'
import { proveEngine } from '../../src/making/verify-engine.ts'
import type { Ports } from '../../src/state/ports.ts'
import type { Hop } from '../../src/verify/canary.ts'
import { hopLine } from '../../src/verify/hop.ts'
import { pageHandler } from '../../src/web/handler.ts'
import { freePort } from '../../src/world/net.ts'

const config = stackConfig(resolve({ flags: {}, env: {}, saved: {} }))
const given = { env: {}, signal: new AbortController().signal }
const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function store(): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'claude-telemetry-verify-'))
  ends.push(() => rm(folder, { recursive: true, force: true }))
  const opened = await openStore(folder)
  ends.push(() => opened.close())
  return opened
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  ends.push(() => {
    server.closeAllConnections()
    return new Promise((done) => server.close(done))
  })
  return (server.address() as AddressInfo).port
}

async function page(of: Store): Promise<number> {
  const facts = { version: '0', instance: 'x', started: 0, otlp: { http: null, grpc: null } }
  const handler = pageHandler(of, { ...facts, pageFolder: '' })
  ends.push(async () => handler.close())
  return listening(createServer(handler))
}

/** Where it is taken. */
async function doors(keeping: Pick<Store, 'write'>): Promise<{ http: number; grpc: number }> {
  const receiver = receive(keeping)
  const grpc = await freePort()
  const listens = await receiver.grpc('127.0.0.1', grpc)
  ends.push(async () => listens?.close())
  return { http: await listening(createServer(receiver.http)), grpc }
}

const prove = (ports: Ports): Promise<Hop[]> => proveEngine(config, {}, ports, given)

const ways = ['http/protobuf', 'http/json', 'grpc'].flatMap((way) => [
  `${way} metrics`,
  `${way} logs`,
])

test('accepted and found, over every protocol', async () => {
  const real = await store()
  const hops = await prove({ ...(await doors(real)), page: await page(real) })
  expect(hops.map(({ id, ok, detail }) => [id, ok, detail])).toEqual([
    ...ways.map((id) => [id, true, null]),
    ['page', true, null],
    ...ways.map((id) => [`page ${id}`, true, null]),
  ])
  for (const { ms } of hops) expect(ms).toBeGreaterThanOrEqual(0)
  expect(hopLine(hops.at(-1)!)).toMatch(/^✔ page grpc logs: found in \d+ ms$/)
}, 60_000)

test('no total, no list and no sign of life has it', async () => {
  const real = await store()
  const ports = { ...(await doors(real)), page: await page(real) }
  await prove(ports)
  const body = async (path: string) => (await fetch(`http://127.0.0.1:${ports.page}${path}`)).text()
  const scraped = await body('/metrics')
  expect(scraped).not.toMatch(/canary|mark|^claude_code_|source=/m)
  expect(scraped).toContain('claude_telemetry_rows_stored_total 6\n')
  expect(JSON.parse(await body('/api/status')).data.last_points).toEqual([])
  expect(JSON.parse(await body('/api/labels')).data.labels).toEqual([])
  const { metrics } = JSON.parse(await body('/api/metrics')).data
  for (const { total, last_seen } of metrics) expect([total, last_seen]).toEqual([null, null])
  const { boards } = JSON.parse(await body('/api/boards')).data
  for (const board of boards) {
    if (board.needs !== undefined) continue
    for (const panel of board.panels) {
      const { answer } = JSON.parse(
        await body(`/api/panel?board=${board.id}&panel=${panel.id}`),
      ).data
      expect([
        answer.value ?? null,
        answer.parts ?? [],
        answer.series ?? [],
        answer.rows ?? [],
      ]).toEqual([null, [], [], []])
    }
  }
}, 60_000)

test('a store that acknowledges and does not keep is found out', async () => {
  const real = await store()
  const swallowing = { write: async () => ({ stored: 1, repeated: 0, contradicted: 0 }) }
  const hops = await prove({ ...(await doors(swallowing)), page: await page(real) })
  for (const { id, ok, detail } of hops) {
    const isFound = id.startsWith('page ')
    expect([id, ok]).toEqual([id, !isFound])
    if (isFound) expect(detail).toContain('the page does not find it')
  }
}, 60_000)

test('so is the page of another engine, and one that is no page', async () => {
  const [real, other] = [await store(), await store()]
  const taken = await doors(real)
  const elsewhere = await prove({ ...taken, page: await page(other) })
  expect(elsewhere.filter(({ ok }) => ok === false).map(({ id }) => id)).toEqual(
    ways.map((id) => `page ${id}`),
  )
  const stranger = createServer((_, response) => void response.end('<h1>hello</h1>'))
  const strange = await prove({ ...taken, page: await listening(stranger) })
  expect(strange.at(-1)).toMatchObject({
    ok: false,
    detail: 'what answers there is not this program',
  })
  const nobody = await prove({ ...taken, page: await freePort() })
  expect(nobody.at(-1)?.detail).toMatch(/^nothing answers on 127\.0\.0\.1:\d+$/)
}, 60_000)

test('what is not accepted is not looked for', async () => {
  const real = await store()
  const hops = await prove({
    http: await freePort(),
    grpc: await freePort(),
    page: await page(real),
  })
  for (const { id, ok } of hops)
    expect([id, ok]).toEqual([id, id === 'page' ? true : id.startsWith('page ') ? null : false])
}, 60_000)

test.skipIf(process.platform !== 'linux')(
  'an engine that listens elsewhere is asked there',
  async () => {
    const real = await store()
    const ports = { ...(await doors(real)), page: await page(real), host: '127.0.0.2' }
    for (const { id, ok, detail } of (await prove(ports)).filter(
      (hop) => !hop.id.startsWith('page'),
    ))
      expect([id, ok, detail]).toEqual([id, false, expect.stringContaining('127.0.0.2:')])
  },
)
