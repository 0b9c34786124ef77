// The page in a real browser over a real store: its numbers, its tables, its files, its address, and how it lives.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { part } from '../bed.ts'
import { settled } from './browser.ts'
import { rowsOf } from './inside.mjs'
import { type Looking, looking } from './looking.ts'

const chromium = part('chromium')
const now = Date.now()
const day = 86_400_000

describe.skipIf(chromium === null)('the page', { timeout: 180_000 }, () => {
  let at: Looking
  beforeAll(async () => {
    at = await looking(chromium ?? '', now)
  }, 120_000)
  afterAll(() => at?.close())

  const open = async (query: string): Promise<Page> => {
    const { page } = await at.chrome.open()
    await page.goto(`${at.served.address}/?${query}`)
    await settled(page)
    return page
  }

  /** A range with both ends given, so that no point comes or goes meanwhile. */
  const custom = (days: number) => {
    const [from, to] = [now - days * day - 12_345, now - 7].map((at) => new Date(at).toISOString())
    return { from: from!, to: to!, query: `range=${from}~${to}` }
  }
  const sum = (metric: string, from: string, to: string, labels: Record<string, string> = {}) =>
    at.made.points
      .filter(({ metric: name, end, labels: own }) => {
        const within = end > Date.parse(from) && end <= Date.parse(to)
        const fits = Object.entries(labels).every(([key, value]) => own[key] === value)
        return name === metric && within && fits
      })
      .reduce((total, { value }) => total + value, 0)
  const shown = (page: Page, panel: string) =>
    page.locator(`[data-panel="${panel}"] .value`).evaluate((node) => ({
      said: node.textContent,
      value: Number((node as unknown as { dataset: { value: string } }).dataset.value),
    }))

  test.each([1, 7, 40])('totals shown over %i days equal the sums of the points', async (days) => {
    const { from, to, query } = custom(days)
    const page = await open(`board=overview&${query}`)
    const cost = sum('claude_code.cost.usage', from, to)
    expect((await shown(page, 'cost')).value).toBeCloseTo(cost, 9)
    const dollars = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
    if (cost >= 1)
      expect((await shown(page, 'cost')).said).toBe(`$${cost.toLocaleString('en-US', dollars)}`)
    const exact = [
      ['tokens', 'claude_code.token.usage', {}],
      ['output-tokens', 'claude_code.token.usage', { type: 'output' }],
      ['lines-added', 'claude_code.lines_of_code.count', { type: 'added' }],
      ['sessions', 'claude_code.session.count', {}],
      ['commits', 'claude_code.commit.count', {}],
    ] as const
    for (const [panel, metric, labels] of exact) {
      const total = sum(metric, from, to, labels)
      expect(await shown(page, panel)).toEqual({
        said: total === 0 ? '–' : total.toLocaleString('en-US'),
        value: total,
      })
    }
  })

  test.each(['tokens-over-time', 'cost-by-day', 'tokens-by-type', 'tokens'])(
    'the table behind %s has the numbers of the chart, and so have its files',
    async (panel) => {
      const page = await open(`board=overview&${custom(30).query}`)
      const article = page.locator(`[data-panel="${panel}"]`)
      const legend = await article.locator('.legend b, .figure').allInnerTexts()
      const [csv, json] = await Promise.all(
        ['CSV', 'JSON'].map((name) =>
          article.getByRole('link', { name: new RegExp(`^${name}:`) }).getAttribute('href'),
        ),
      )
      await article.getByRole('button', { name: /^Table:/ }).click()
      const rows = await page.evaluate(rowsOf, panel)
      const lines = (await (await fetch(at.served.address + csv)).text()).trim().split('\r\n')
      expect(lines.length).toBe(rows.length + 1)
      const numbers = rows.flatMap((row) => row.map(figureOf)).filter((one) => one !== null)
      const said = (await (await fetch(at.served.address + json)).json()) as { data: unknown }
      const known = numbersIn((said.data as { answer: unknown }).answer)
      for (const one of numbers)
        expect(
          known.some((other) => Math.abs(other - one) <= 0.005 + 1e-9 * other),
          `${one}`,
        ).toBe(true)
      if (panel !== 'tokens') expect(legend.length).toBeGreaterThan(0)
      if (panel !== 'tokens-over-time') return
      const { from, to } = custom(30)
      const total = numbers.reduce((all, one) => all + one, 0)
      expect(total).toBe(sum('claude_code.token.usage', from, to))
    },
  )

  test('filters and splits live in the address, and narrow every number', async () => {
    const { from, to, query } = custom(30)
    const model = 'claude-haiku-4-5'
    const page = await open(`board=cost&${query}&by=terminal_type&where=model%3D${model}`)
    const cost = sum('claude_code.cost.usage', from, to, { model })
    expect((await shown(page, 'cost')).value).toBeCloseTo(cost, 9)
    await page.getByText('by Terminal').first().waitFor()
    // Sessions are started without a model: then no number is better than one of all models.
    const other = page.locator('[data-panel="cost-per-session"]')
    expect(await other.innerText()).toContain('Model is not known here')
    expect(await other.locator('.value').count()).toBe(0)
    await page.getByLabel('Split by').selectOption('model')
    await expect.poll(() => page.url()).toContain('by=model')
    await page.goBack()
    await expect.poll(() => page.url()).toContain('by=terminal_type')
    await page.getByRole('button', { name: 'Clear all' }).click()
    await expect
      .poll(async () => (await shown(page, 'cost')).value)
      .toBeCloseTo(sum('claude_code.cost.usage', from, to), 6)
  })

  test('splits by what nobody says are named, not drawn, until somebody wants them', async () => {
    const page = await open('board=cost&range=30d')
    const panel = page.locator('[data-panel="cost-by-skill-name"]')
    expect(await panel.isVisible()).toBe(false)
    const group = page.getByRole('region', { name: 'Cost, split' })
    expect(await group.locator('.left-out').innerText()).toContain('skill')
    await group.getByRole('button', { name: 'Show them all the same' }).click()
    expect(await panel.isVisible()).toBe(true)
    expect(await panel.innerText()).toContain('says which')
  })

  test('the time zone is the reader’s, until another is chosen', async () => {
    const page = await open('board=overview&range=today')
    const zone = page.getByLabel('Time zone')
    expect(await zone.inputValue()).toBe('Europe/Berlin')
    const before = await page.locator('.span p').innerText()
    await zone.selectOption('Asia/Kolkata')
    await expect.poll(() => page.url()).toContain('tz=Asia%2FKolkata')
    await expect.poll(() => page.locator('.span p').innerText()).not.toBe(before)
  })

  test('every range is one press away, said to the second, and named by the tab', async () => {
    const page = await open('board=overview&range=7d')
    const buttons = page.getByRole('group', { name: 'Range' }).getByRole('button')
    const names = (await buttons.allInnerTexts()).filter((name) => name !== 'Custom')
    expect(names).toHaveLength(10)
    const titles = new Set<string>()
    for (const name of names) {
      await buttons.getByText(name, { exact: true }).click()
      await expect.poll(() => page.url()).toContain(`range=${name.toLowerCase()}`)
      await settled(page)
      expect(await page.locator('.span time').count()).toBe(2)
      titles.add(await page.title())
    }
    expect(titles.size).toBe(10)
  })

  test('what arrives is shown without a reload; while nobody looks, nothing is asked', async () => {
    const hidden = await at.chrome.open()
    const seen = await open('board=overview&range=1h')
    await hidden.page.goto(`${at.served.address}/?board=overview&range=1h`)
    await settled(hidden.page)
    const shows = (page: Page, value: number): Promise<void> =>
      page.locator(`[data-panel="pull-requests"] .value[data-value="${value}"]`).waitFor()
    await hidden.page.locator('.line.live').waitFor()
    await arrive(700)
    await Promise.all([shows(seen, 700), shows(hidden.page, 700)])
    await hidden.page.evaluate(() => {
      const { document: shownIn } = globalThis as any
      Object.defineProperty(shownIn, 'hidden', { value: true, configurable: true })
      shownIn.dispatchEvent(new Event('visibilitychange'))
    })
    await hidden.page.locator('.line.paused').waitFor()
    await settled(hidden.page)
    const before = hidden.asked.length
    await arrive(77)
    await shows(seen, 777)
    expect(hidden.asked.slice(before)).toEqual([])
  })

  const arrive = async (value: number): Promise<void> => {
    const end = Date.now()
    const name = 'claude_code.pull_request.count'
    const labels = { 'session.id': `fresh ${value}` }
    const records = [
      { kind: 'delta', name, unit: '', labels, resource: {}, start: end - 5, end, value },
    ] as const
    await at.served.store.write({ records, refused: {}, clamped: 0, spans: 0 })
  }

  test('eight windows at once: one listens for all, none waits for ever', async () => {
    const windows = []
    for (let count = 0; count < 8; count++) windows.push((await at.chrome.open()).page)
    for (const page of windows) await page.goto(`${at.served.address}/?board=overview&range=1h`)
    for (const page of windows) await settled(page)
    for (const page of windows) await page.locator('.line.live').waitFor()
  })
})

/** "$1,234.50" → 1234.5; words are none. */
function figureOf(text: string): number | null {
  return /^\$?[\d,]+(\.\d+)?$/.test(text) ? Number(text.replaceAll(/[$,]/g, '')) : null
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : []
}
