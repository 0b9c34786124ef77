// After single points were let go: sums of slots and sessions are whole, and what is missing is said.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, type Store } from '../../src/embedded/store/store.ts'
import { pageHandler } from '../../src/web/handler.ts'
import { fill } from '../dashboards/made-store.ts'
import { madeWork } from '../dashboards/made-year.ts'

const until = Date.UTC(2026, 10, 20, 17, 3)
const day = 86_400_000
const made = madeWork({ seed: 3, until, days: 20, sessionsADay: 4 })
/** Ten days back, on the end of a slot: what is older has gone. */
const cut = Math.floor((until - 10 * day) / 900_000) * 900_000
let store: Store
let folder: string
const handlers: ReturnType<typeof pageHandler>[] = []
let address: string
const server = createServer((...both) => handlers[0]?.(...both))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claude-telemetry-kept-'))
  store = await openStore(folder, { retention: { points: 10, events: 10 }, now: () => until })
  await fill(store, made)
  await store.trim()
  const facts = { version: '0', instance: 'x', started: 0, otlp: { http: null, grpc: null } }
  handlers.push(pageHandler(store, { ...facts, pageFolder: '', now: () => until }))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}, 60_000)
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

const panel = async (board: string, id: string, query: string) => {
  const answer = await fetch(`${address}/api/panel?board=${board}&panel=${id}&${query}`)
  return JSON.parse(await answer.text()).data
}
const tokens = (from: number, to: number) =>
  made.points
    .filter(({ metric, end }) => metric === 'claude_code.token.usage' && end > from && end <= to)
    .reduce((sum, { value }) => sum + value, 0)

test('whole slots are still exact, and said to be', async () => {
  const from = Math.floor((until - 18 * day) / 900_000) * 900_000
  for (const to of [until, cut - day]) {
    const { answer, exactness } = await panel(
      'overview',
      'tokens',
      `from=${from}&to=${Math.floor(to / 900_000) * 900_000}`,
    )
    expect(answer.value).toBe(tokens(from, Math.floor(to / 900_000) * 900_000))
    expect(exactness.exact).toBe(true)
  }
})

test('ragged ends that are gone are said', async () => {
  const { exactness } = await panel(
    'overview',
    'tokens',
    `from=${cut - 3 * day + 1234}&to=${until}`,
  )
  expect(exactness).toMatchObject({
    exact: false,
    says: expect.stringContaining('quarter of an hour'),
  })
  const inside = await panel('overview', 'tokens', `from=${cut + day + 1234}&to=${until}`)
  expect(inside.exactness.exact).toBe(true)
  expect(inside.answer.value).toBe(tokens(cut + day + 1234, until))
})

test('a session that was let go keeps its totals; its single steps are said to be missing', async () => {
  const old = made.points.find(
    ({ metric, end }) => metric === 'claude_code.token.usage' && end < cut - 2 * day,
  )
  const session = old?.session ?? ''
  const own = made.points.filter(
    (one) => one.session === session && one.metric === 'claude_code.token.usage',
  )
  const { answer, exactness } = await panel('session', 'tokens', `session=${session}`)
  expect(answer.value).toBe(own.reduce((sum, { value }) => sum + value, 0))
  expect(exactness.exact).toBe(true)
  const split = await panel('session', 'tokens-by-type', `session=${session}`)
  expect(split.answer.parts.reduce((n: number, part: { value: number }) => n + part.value, 0)).toBe(
    answer.value,
  )
  for (const [board, id] of [
    ['session', 'lanes'],
    ['overview', 'tokens'],
  ] as const) {
    const gone = await panel(board, id, `session=${session}&from=${cut - 4 * day}&to=${until}`)
    expect(gone.exactness).toMatchObject({
      exact: false,
      says: expect.stringContaining('is missing'),
    })
  }
})
