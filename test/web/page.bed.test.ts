// The page in a real browser over a real store: its numbers, its words for the ear, its keys, and who may read it.
import { createRequire } from 'node:module'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPage } from '../../scripts/page.mjs'
import { part } from '../bed.ts'
import { madeWork } from '../dashboards/made-year.ts'
import { attempts, controls, focused, tooWide } from './inside.mjs'
import { type Browser, browser, settled } from './browser.ts'
import { type Served, serve } from './serving.ts'

const chromium = part('chromium')
const now = Date.now()
const made = madeWork({ seed: 21, until: now - 120_000, days: 40, sessionsADay: 6 })
const boards = ['overview', 'cost', 'sessions', 'tools', 'api']
const day = 86_400_000

describe.skipIf(chromium === null)('the page', () => {
  let chrome: Browser
  let served: Served
  let pageFolder: string

  beforeAll(async () => {
    pageFolder = await mkdtemp(join(tmpdir(), 'claude-telemetry-built-'))
    await buildPage(join(import.meta.dirname, '..', '..'), pageFolder)
    served = await serve(made, { pageFolder })
    chrome = await browser(chromium ?? '', {
      args: ['--host-resolver-rules=MAP rebound.example 127.0.0.1'],
    })
  })
  afterAll(async () => {
    await chrome?.close()
    await served?.close()
    await rm(pageFolder, { recursive: true, force: true })
  })

  /** A range with both ends given, so that no point comes or goes meanwhile. */
  const custom = (days: number) => {
    const [from, to] = [now - days * day - 12_345, now - 7].map((at) => new Date(at).toISOString())
    return { from: from!, to: to!, query: `range=${from}~${to}` }
  }
  const sum = (metric: string, from: string, to: string, type?: string) =>
    made.points
      .filter(({ metric: name, end, labels }) => {
        const within = end > Date.parse(from) && end <= Date.parse(to)
        return name === metric && within && (type === undefined || labels['type'] === type)
      })
      .reduce((total, { value }) => total + value, 0)

  test.each([1, 7, 40])('totals shown over %i days equal the sums of the points', async (days) => {
    const { from, to, query } = custom(days)
    const { page } = await chrome.open()
    await page.goto(`${served.address}/?board=overview&${query}`)
    await settled(page)
    const shown = (panel: string) =>
      page.locator(`[data-panel="${panel}"] .value`).evaluate((node) => ({
        said: node.textContent,
        value: Number((node as unknown as { dataset: { value: string } }).dataset.value),
      }))
    const cost = sum('claude_code.cost.usage', from, to)
    expect((await shown('cost')).value).toBeCloseTo(cost, 9)
    const dollars = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
    if (cost >= 1)
      expect((await shown('cost')).said).toBe(`$${cost.toLocaleString('en-US', dollars)}`)
    const exact = [
      ['tokens', 'claude_code.token.usage', undefined],
      ['output-tokens', 'claude_code.token.usage', 'output'],
      ['lines-added', 'claude_code.lines_of_code.count', 'added'],
      ['sessions', 'claude_code.session.count', undefined],
      ['commits', 'claude_code.commit.count', undefined],
    ] as const
    for (const [panel, metric, type] of exact) {
      const total = sum(metric, from, to, type)
      expect(await shown(panel)).toEqual({
        said: total === 0 ? '–' : total.toLocaleString('en-US'),
        value: total,
      })
    }
  })

  test('the table behind a chart adds up to the same', async () => {
    const { from, to, query } = custom(30)
    const { page } = await chrome.open()
    await page.goto(`${served.address}/?board=overview&${query}`)
    await settled(page)
    const panel = page.locator('[data-panel="tokens-over-time"]')
    await panel.getByRole('button', { name: 'Table: Tokens by type' }).click()
    const cells = await panel.locator('tbody td.figures').allTextContents()
    const total = cells
      .filter((text) => text !== '–')
      .reduce((all, text) => all + Number(text.replaceAll(',', '')), 0)
    expect(total).toBe(sum('claude_code.token.usage', from, to))
  })

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    test.each(boards)('%s: no complaint, no violation, nothing from elsewhere', async (board) => {
      const { page, complaints, asked } = await chrome.open()
      await page.emulateMedia({ colorScheme })
      for (const width of [360, 1280, 2560]) {
        await page.setViewportSize({ width, height: 900 })
        await page.goto(`${served.address}/?board=${board}&range=30d`)
        await settled(page)
        await page.waitForTimeout(200)
        expect(await page.evaluate(tooWide), `wider than ${width}`).toBe(0)
        expect(await violations(page)).toEqual([])
        await picture(page, `${board}-${colorScheme}-${width}`)
      }
      expect(complaints).toEqual([])
      expect(asked.filter((address) => !address.startsWith(`${served.address}/`))).toEqual([])
    })
  })

  test('one session: its timeline, reached by keys alone', async () => {
    const { page, complaints } = await chrome.open()
    await page.goto(`${served.address}/?board=sessions&range=30d`)
    await settled(page)
    const link = page.locator('[data-panel="list"] tbody a').first()
    await link.focus()
    await page.keyboard.press('Enter')
    await page.locator('.timeline svg').waitFor()
    expect(page.url()).toContain('board=session')
    expect(await violations(page)).toEqual([])
    await picture(page, 'session')
    await page.goBack()
    await page.locator('[data-panel="list"]').waitFor()
    expect(complaints).toEqual([])
  })

  test('a chart is read by arrow keys, and says each bar', async () => {
    const { page } = await chrome.open()
    await page.goto(`${served.address}/?board=overview&${custom(30).query}`)
    await settled(page)
    const chart = page.locator('[data-panel="cost-by-day"] .chart')
    await chart.focus()
    await page.keyboard.press('End')
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowLeft')
    await chart.locator('.readout').waitFor()
    expect(await chart.locator('.readout').getAttribute('role')).toBe('status')
    await page.keyboard.press('Escape')
    expect(await chart.locator('.readout').count()).toBe(0)
  })

  test('every control can be reached by Tab', async () => {
    const { page } = await chrome.open()
    await page.goto(`${served.address}/?board=tools&range=7d`)
    await settled(page)
    const wanted = await page.evaluate(controls)
    const reached = new Set<unknown>()
    for (let step = 0; step < wanted + 5; step++) {
      await page.keyboard.press('Tab')
      reached.add(await page.evaluate(focused))
    }
    expect(reached.size).toBeGreaterThanOrEqual(wanted)
  })

  test('what arrives is shown without a reload', async () => {
    const { page } = await chrome.open()
    await page.goto(`${served.address}/?board=overview&range=1h`)
    await settled(page)
    await page.locator('.line.live').waitFor()
    await page.waitForTimeout(1500)
    const end = Date.now()
    const labels = { 'session.id': 'fresh' }
    const name = 'claude_code.pull_request.count'
    await served.store.write({
      records: [
        { kind: 'delta', name, unit: '', labels, resource: {}, start: end - 5, end, value: 777 },
      ],
      refused: {},
      clamped: 0,
      spans: 0,
    })
    await page.locator('[data-panel="pull-requests"] .value[data-value="777"]').waitFor()
  })

  test('eight windows at once: one listens for all, none waits for ever', async () => {
    const windows = []
    for (let count = 0; count < 8; count++) windows.push((await chrome.open()).page)
    for (const page of windows) await page.goto(`${served.address}/?board=overview&range=1h`)
    for (const page of windows) await settled(page)
    for (const page of windows) await page.locator('.line.live').waitFor()
  })

  test('an empty store teaches', async () => {
    const empty = await serve({ points: [], events: [] }, { pageFolder })
    const { page, complaints } = await chrome.open()
    await page.goto(empty.address)
    await settled(page)
    const text = await page.locator('.notice').innerText()
    expect(text).toContain('claude-telemetry connect')
    expect(text).toContain('http://127.0.0.1:14318')
    expect(await violations(page)).toEqual([])
    await picture(page, 'empty')
    expect(complaints).toEqual([])
    await empty.close()
  })

  describe('a page of another origin', () => {
    let other: Server
    let otherPort: number
    beforeAll(async () => {
      const html = '<!doctype html><title>other</title><body></body>'
      other = createServer((_, response) =>
        response.setHeader('content-type', 'text/html').end(html),
      )
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
      otherPort = (other.address() as AddressInfo).port
    })
    afterAll(() => void other.close())

    test('is told apart from our own, which can', async () => {
      const { page } = await chrome.open()
      await page.goto(served.address)
      const tried = await page.evaluate(attempts, served.address)
      const own = { fetch: 'read', script: 'read', image: 'read', events: 'read' }
      expect(tried).toMatchObject({ ...own, frame: 'refused', socket: 'refused' })
    })

    test.each(['localhost', '127.0.0.1'])(
      'on %s cannot read, frame, listen or post',
      async (name) => {
        const { page } = await chrome.open()
        await page.goto(`http://${name}:${otherPort}`)
        const tried = await page.evaluate(attempts, served.address)
        expect(tried).toEqual({
          fetch: 'refused',
          opaque: 0,
          post: 'refused',
          script: 'refused',
          image: 'refused',
          events: 'refused',
          socket: 'refused',
          frame: 'refused',
        })
      },
    )

    test('cannot even when its name points to this machine', async () => {
      const { page } = await chrome.open()
      const answer = await page.goto(`http://rebound.example:${served.port}/api/metrics`)
      expect(answer?.status()).toBe(421)
      expect(await answer?.text()).not.toContain('claude_code')
    })
  })
})

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[]
}

/** axe is put in by the browser's own hand: the page's policy stays as it is. */
async function violations(page: Page): Promise<string[]> {
  const source = await readFile(axeFile, 'utf8')
  const client = await page.context().newCDPSession(page)
  await client.send('Runtime.evaluate', { expression: source })
  await client.detach()
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: Violation[]; passes: unknown[] }> }
    }
    const { violations, passes } = await axe.run()
    if (passes.length === 0) throw new Error('axe looked at nothing')
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3) }))
  })
  return found.map(
    ({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map((n) => [n.target, n.failureSummary]))}`,
  )
}

/** For eyes: only where somebody asks for it. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PAGE_PICTURES']
  if (folder !== undefined)
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
