// An engine that cannot take anything in says so at every door that others look through.
import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { emptyTally } from '../../src/embedded/receiver/counters.ts'
import type { StoreHealth } from '../../src/embedded/store/store.ts'
import type { Facts } from '../../src/web/facts.ts'
import { pageHandler } from '../../src/web/handler.ts'
import { openOnLoopback } from '../fakes/loopback.ts'

const now = Date.UTC(2026, 10, 26)
const health: StoreHealth = {
  state: 'open',
  stored: 5,
  repeated: 0,
  contradicted: 0,
  rejected: 0,
  refused: {},
  clamped: 0,
  spans: 0,
  folded: 0,
  commits: 1,
  commitMs: 2,
  waiting: 0,
  databaseBytes: 4096,
  sources: [{ source: 'claude-code', at: now - 1000 }],
  opening: { setAside: null, damage: null, copy: null, checked: false },
}

async function shown(state: StoreHealth['state'], more: Partial<Facts> = {}) {
  const facts: Facts = {
    version: '1',
    instance: 'one',
    started: now,
    otlp: { http: null, grpc: null },
    pageFolder: '',
    now: () => now,
    ...more,
  }
  const store = { query: async () => [], health: async () => ({ ...health, state }) }
  const { url, close } = await openOnLoopback(createServer(pageHandler(store, facts)))
  onTestFinished(close)
  return async (path: string) => {
    const answer = await fetch(url + path)
    return { status: answer.status, text: await answer.text() }
  }
}

describe('ill', () => {
  test.each([
    [
      'full',
      'the disk is nearly full: nothing more is taken in until there is room, and what is stored stays',
    ],
    [
      'damaged',
      'the database is damaged: nothing more is taken in until a restart has set it aside',
    ],
  ] as const)('%s', async (state, reason) => {
    const get = await shown(state)
    expect(JSON.parse((await get('/healthz')).text)).toMatchObject({ ready: false, reason })
    expect(await get('/readyz')).toEqual({ status: 503, text: `not ready: ${reason}\n` })
    const { data } = JSON.parse((await get('/api/status')).text)
    expect(data).toMatchObject({ state, findings: [{ id: 'engine-store', level: 'error' }] })
    expect((await get('/metrics')).text).toContain('claude_telemetry_up 0\n')
  })

  test('well, with what came last and what was set aside', async () => {
    const tally = emptyTally()
    tally.lastAt.logs = now - 5
    const get = await shown('open', {
      receiver: () => ({ ...tally, waiting: { requests: 0, bytes: 0 } }),
      setAside: async () => ['/a.damaged'],
    })
    expect(await get('/readyz')).toEqual({ status: 200, text: 'ready\n' })
    const { data } = JSON.parse((await get('/api/status')).text)
    expect(data.last_requests).toEqual([
      { signal: 'metrics', at: null },
      { signal: 'logs', at: '2026-11-25T23:59:59.995Z' },
      { signal: 'traces', at: null },
    ])
    expect(data.findings).toMatchObject([{ id: 'engine-store', level: 'warning' }])
  })
})
