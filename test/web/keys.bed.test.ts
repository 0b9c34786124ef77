// The page by keyboard alone, and for a reader who hears it: everything is reached, seen, worked and left again.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { part } from '../bed.ts'
import { settled } from './browser.ts'
import { controls, focusMark, focused } from './inside.mjs'
import { type Looking, looking, someBoards, violations } from './looking.ts'

const chromium = part('chromium')
const minute = 60_000

describe.skipIf(chromium === null)('the page by keyboard alone', { timeout: 3 * minute }, () => {
  let at: Looking
  beforeAll(async () => {
    at = await looking(chromium ?? '', Date.now())
  }, 2 * minute)
  afterAll(() => at?.close())

  const open = async (query: string): Promise<Page> => {
    const { page } = await at.chrome.open()
    await page.goto(`${at.served.address}/?${query}`)
    await settled(page)
    return page
  }

  /** Presses Tab until the control that is called so has the focus. */
  const tabTo = async (page: Page, name: RegExp): Promise<void> => {
    for (let step = 0; step < 400; step++) {
      await page.keyboard.press('Tab')
      if (name.test((await page.evaluate(focusMark)).name)) return
    }
    throw new Error(`Tab never came to ${name}.`)
  }

  test.each(someBoards)('%s: Tab comes to every control, and shows where', async (board) => {
    const { page } = await at.chrome.open()
    await page.goto(at.addressOf(board, '7d'))
    await settled(page)
    const wanted = await page.evaluate(controls)
    const reached = new Set<number>()
    for (let step = 0; step < wanted + 5; step++) {
      await page.keyboard.press('Tab')
      reached.add(await page.evaluate(focused))
      const mark = await page.evaluate(focusMark)
      expect(mark.isBody || mark.isSeen, `focus on ${mark.name}`).toBe(true)
    }
    expect(reached.size).toBeGreaterThanOrEqual(wanted)
  })

  test('boards, ranges and tables answer to Enter and Space', async () => {
    const page = await open('board=overview&range=30d')
    await tabTo(page, /^Tools$/)
    await page.keyboard.press('Enter')
    await page.locator('[data-panel="calls"]').waitFor()
    await settled(page)
    expect(page.url()).toContain('board=tools')
    await tabTo(page, /^7d$/)
    await page.keyboard.press('Space')
    await expect.poll(() => page.url()).toContain('range=7d')
    await tabTo(page, /^Table: Tool calls/)
    await page.keyboard.press('Space')
    await page.locator('[data-panel="calls"] table').waitFor()
  })

  test('a filter is added, left by Escape, and taken away', async () => {
    const page = await open('board=cost&range=30d')
    await tabTo(page, /^\+ Filter$/)
    await page.keyboard.press('Enter')
    await page.locator('.adder select').first().waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('.adder').count()).toBe(0)
    expect((await page.evaluate(focusMark)).name).toBe('+ Filter')
    await page.keyboard.press('Enter')
    await tabTo(page, /^Add$/)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toContain('where=model')
    await tabTo(page, /^Clear all$/)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).not.toContain('where=')
  })

  test('a chart is read bar by bar, and left by Escape', async () => {
    const page = await open('board=overview&range=30d')
    const chart = page.locator('[data-panel="cost-by-day"] .chart')
    await tabTo(page, /^Cost by day/)
    await page.keyboard.press('End')
    const readout = chart.locator('.readout')
    const last = await readout.innerText()
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowLeft')
    expect(await readout.innerText()).not.toBe(last)
    expect(await readout.getAttribute('role')).toBe('status')
    await page.keyboard.press('Escape')
    expect(await readout.count()).toBe(0)
  })

  test('from the list to a session, along its steps, closer, and back', async () => {
    const page = await open('board=sessions&range=90d&where=model%3Dclaude-opus-4-7')
    await tabTo(page, /^[0-9a-f]{8}-/)
    await page.keyboard.press('Enter')
    const strip = page.locator('.strip')
    await strip.waitFor()
    await settled(page)
    await tabTo(page, /^Prompts, requests and tools:/)
    const whole = await strip.locator('svg').innerHTML()
    await page.keyboard.press('Home')
    const first = await strip.locator('.readout').innerText()
    expect(first).toContain('Prompt')
    await page.keyboard.press('ArrowRight')
    expect(await strip.locator('.readout').innerText()).not.toBe(first)
    for (let step = 0; step < 4; step++) await page.keyboard.press('+')
    await page.keyboard.press('Escape')
    expect(await strip.locator('svg').innerHTML()).not.toBe(whole)
    await page.keyboard.press('0')
    await expect.poll(() => strip.locator('svg').innerHTML()).toBe(whole)
    await page.goBack()
    await page.locator('[data-panel="list"]').waitFor()
    const { searchParams } = new URL(page.url())
    expect([searchParams.get('range'), searchParams.get('where')]).toEqual([
      '90d',
      'model=claude-opus-4-7',
    ])
  })
})
