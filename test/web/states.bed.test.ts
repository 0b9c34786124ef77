// The page when there is nothing yet, when something is wrong, and when nobody answers: it teaches, says why, comes back.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pageHandler } from '../../src/web/handler.ts'
import { part } from '../bed.ts'
import { settled } from './browser.ts'
import { type Looking, looking, picture, violations } from './looking.ts'
import { serve } from './serving.ts'

const chromium = part('chromium')
const minute = 60_000

describe.skipIf(chromium === null)('the page', { timeout: 3 * minute }, () => {
  let at: Looking
  beforeAll(async () => {
    at = await looking(chromium ?? '', Date.now())
  }, 2 * minute)
  afterAll(() => at?.close())

  test('over an empty store teaches, and comes alive with the first point', async () => {
    const { pageFolder } = at
    const empty = await serve({ points: [], events: [] }, { pageFolder })
    const { page, complaints } = await at.chrome.open()
    await at.chrome.context.grantPermissions(['clipboard-read', 'clipboard-write'], {
      origin: empty.address,
    })
    await page.goto(empty.address)
    await settled(page)
    const notice = page.locator('.notice')
    const text = await notice.innerText()
    for (const line of ['claude-telemetry connect', 'claude -p', 'claude-telemetry doctor'])
      expect(text).toContain(line)
    await notice.getByRole('button', { name: 'Copy: claude-telemetry connect' }).click()
    await notice.getByText('Copied').waitFor()
    const kept = await page.evaluate(() => (globalThis as any).navigator.clipboard.readText())
    expect(kept).toBe('claude-telemetry connect')
    await notice.getByText('By hand').click()
    expect(await notice.innerText()).toContain('OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:14318')
    expect(await violations(page)).toEqual([])
    await picture(page, 'empty')
    await page.locator('.line.live').waitFor()
    const end = Date.now()
    const name = 'claude_code.session.count'
    const labels = { 'session.id': 'first' }
    const records = [
      { kind: 'delta', name, unit: '', labels, resource: {}, start: end - 5, end, value: 1 },
    ] as const
    await empty.store.write({ records, refused: {}, clamped: 0, spans: 0 })
    await page.locator('[data-panel="sessions"] .value[data-value="1"]').waitFor()
    expect(await notice.count()).toBe(0)
    expect(complaints).toEqual([])
    await empty.close()
  })

  test('says what ails the engine, and what to do', async () => {
    const { page, complaints } = await at.chrome.open()
    const path = '/data/telemetry.db.damaged-2026'
    const answer = async () => {
      const said = await (await fetch(`${at.served.address}/api/status`)).json()
      const { data } = said as { data: object }
      const findings = [
        { id: 'engine-store', level: 'error', text: 'The disk is nearly full.', fix: 'Free some.' },
        { id: 'engine-store', level: 'warning', text: `Set aside as ${path}.`, fix: 'ls -l' },
      ]
      return { json: { ok: true, data: { ...data, state: 'full', findings } } }
    }
    await page.route('**/api/status', async (route) => route.fulfill(await answer()))
    await page.goto(`${at.served.address}/?board=overview`)
    await settled(page)
    const banner = page.getByRole('alert')
    const text = await banner.innerText()
    for (const words of ['not being kept', 'nearly full', 'Free some', path, 'ls -l'])
      expect(text).toContain(words)
    expect(await page.locator('[data-panel="cost"] .value').count()).toBe(1)
    expect(await violations(page)).toEqual([])
    await picture(page, 'degraded')
    expect(complaints).toEqual([])
  })

  test('asks again when the network changes and what was on its way is dropped', async () => {
    const { page } = await at.chrome.open()
    const dropped = new Set<string>()
    await page.route('**/api/panel?*', (route) => {
      const { searchParams } = new URL(route.request().url())
      const panel = searchParams.get('panel') ?? ''
      if (dropped.has(panel)) return route.continue()
      dropped.add(panel)
      return route.abort('connectionaborted')
    })
    await page.goto(at.addressOf('overview'))
    await settled(page)
    expect(dropped.size).toBeGreaterThan(10)
    expect(await page.locator('.fault').count()).toBe(0)
  })

  test('says that the engine is gone, keeps what it showed, and comes back by itself', async () => {
    const { page } = await at.chrome.open()
    let door = await doorTo(at, 'one', 0)
    await page.goto(`http://127.0.0.1:${door.port}/?board=overview&range=30d`)
    await settled(page)
    await page.locator('.line.live').waitFor()
    const cost = await page.locator('[data-panel="cost"] .value').innerText()
    await door.close()
    const banner = page.getByRole('alert')
    await banner.getByText('does not answer').waitFor()
    await page.locator('.line.lost').waitFor()
    expect(await page.locator('[data-panel="cost"] .value').innerText()).toBe(cost)
    expect(await violations(page)).toEqual([])
    await picture(page, 'gone')
    door = await doorTo(at, 'two', door.port)
    await banner.waitFor({ state: 'detached', timeout: minute })
    await page.locator('.line.live').waitFor({ timeout: minute })
    await door.close()
  })
})

/** The page's server alone, so that it can go and come while the store stays. */
async function doorTo({ served, pageFolder }: Looking, instance: string, port: number) {
  const handler = pageHandler(served.store, {
    version: '0.0.0-test',
    instance,
    started: Date.now(),
    otlp: { http: null, grpc: null },
    pageFolder,
  })
  const server: Server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      handler.close()
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port: (server.address() as AddressInfo).port, close }
}
