// Every board in light and dark at every width: no complaint, no violation, nothing from elsewhere, nothing too wide.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { part } from '../bed.ts'
import { scale } from '../scale.ts'
import { settled } from './browser.ts'
import { moving, tooWide } from './inside.mjs'
import { boards, type Looking, looking, picture, someBoards, violations } from './looking.ts'

const chromium = part('chromium')
const minute = 60_000
const looks = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 360 },
  { colorScheme: 'light', width: 3840 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 360 },
  { colorScheme: 'dark', width: 3840 },
] as const

const pages = [...boards, 'session']

/** Each board once, in turns light and wide or dark and narrow; then all the rest. */
const combos = looks
  .flatMap((look, row) => pages.map((board, place) => ({ ...look, board, row, place })))
  .toSorted((a, b) => turn(a) - turn(b))

function turn({ row, place }: { readonly row: number; readonly place: number }): number {
  return row < 2 && (row + place) % 2 === 0 ? 0 : 1
}

describe.skipIf(chromium === null)('the looks of the page', { timeout: 3 * minute }, () => {
  let at: Looking
  beforeAll(async () => {
    at = await looking(chromium ?? '', Date.now())
  }, 2 * minute)
  afterAll(() => at?.close())

  test.each(combos.slice(0, scale.pageLooks))(
    '$board in $colorScheme, $width wide',
    async ({ board, colorScheme, width }) => {
      const { page, complaints, asked } = await at.chrome.open()
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      await page.goto(at.addressOf(board))
      await settled(page)
      await expect.poll(() => page.evaluate(tooWide)).toBe(0)
      expect(await violations(page)).toEqual([])
      await picture(page, `${board}-${colorScheme}-${width}`)
      expect(complaints).toEqual([])
      const { address } = at.served
      expect(asked.filter((one) => !one.startsWith(`${address}/`))).toEqual([])
    },
  )

  test('nothing is wider than a narrow screen', async () => {
    const { page } = await at.chrome.open()
    await page.setViewportSize({ width: 360, height: 800 })
    for (const board of pages) {
      await page.goto(at.addressOf(board))
      await settled(page)
      await expect.poll(() => page.evaluate(tooWide), { message: board }).toBe(0)
    }
  })

  test.each(someBoards)('%s, twice as large', async (board) => {
    const { page } = await at.chrome.open()
    // 640 pixels of which each is two: what 200 % of a window of 1280 comes to.
    await page.setViewportSize({ width: 640, height: 450 })
    await page.goto(at.addressOf(board))
    await settled(page)
    await expect.poll(() => page.evaluate(tooWide)).toBe(0)
    // And letters twice as large, as a reader sets them.
    await page.evaluate(() => {
      ;(globalThis as any).document.documentElement.style.fontSize = '200%'
    })
    await expect.poll(() => page.evaluate(tooWide)).toBeLessThanOrEqual(0)
    await picture(page, `${board}-zoomed`)
  })

  test('nothing moves for a reader who wants no motion', async () => {
    const { page } = await at.chrome.open()
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto(at.served.address)
    await settled(page)
    expect(await page.evaluate(moving)).toEqual([])
  })

  test('what the page weighs', async () => {
    let weight = 0
    for (const name of ['', 'page.js', 'page.css', 'icon.svg']) {
      const answer = await fetch(`${at.served.address}/${name}`)
      const bytes = new Blob([await answer.arrayBuffer()])
      const packed = bytes.stream().pipeThrough(new CompressionStream('gzip'))
      weight += (await new Response(packed).arrayBuffer()).byteLength
    }
    expect(weight).toBeLessThan(60 * 1024)
  })
})
