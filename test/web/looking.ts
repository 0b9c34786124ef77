// The built page over a made month, and a browser to look at it: what all tests of the page begin with.
import { createRequire } from 'node:module'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { buildPage } from '../../scripts/page.mjs'
import { madeWork, type Made } from '../dashboards/made-year.ts'
import { scale } from '../scale.ts'
import { type Browser, browser } from './browser.ts'
import { type Served, serve } from './serving.ts'

export const boards = ['overview', 'cost', 'sessions', 'tools', 'api'] as const

/** The page of one session is unlike the others, and the first board like most. */
export const someBoards = ['session', 'overview', 'cost', 'tools', 'sessions', 'api'].slice(
  0,
  scale.pageBoards,
)

export interface Looking {
  readonly chrome: Browser
  readonly served: Served
  readonly made: Made
  readonly pageFolder: string
  addressOf(board: string, range?: string): string
  close(): Promise<void>
}

export async function looking(
  chromium: string,
  now: number,
  args: string[] = [],
): Promise<Looking> {
  const made = madeWork({ seed: 21, until: now - 120_000, days: 40, sessionsADay: 6 })
  const pageFolder = await mkdtemp(join(tmpdir(), 'claude-telemetry-built-'))
  await buildPage(join(import.meta.dirname, '..', '..'), pageFolder)
  const served = await serve(made, { pageFolder })
  const chrome = await browser(chromium, { args })
  const close = async (): Promise<void> => {
    await chrome.close()
    await served.close()
    await rm(pageFolder, { recursive: true, force: true })
  }
  const longest = longestSession(made)
  const addressOf = (board: string, range = '30d'): string =>
    `${served.address}/?board=${board}&range=${range}${board === 'session' ? `&session=${longest}` : ''}`
  return { chrome, served, made, pageFolder, addressOf, close }
}

function longestSession({ events }: Made): string {
  const counts = new Map<string, number>()
  for (const { session } of events) counts.set(session, (counts.get(session) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[]
}

/** axe is put in by the browser's own hand: the page's policy stays as it is. */
export async function violations(page: Page): Promise<string[]> {
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
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PAGE_PICTURES']
  if (folder !== undefined)
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
