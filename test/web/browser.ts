// A real browser without a window, in a profile of its own, that writes down what it complains of and whom it asks.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSettled } from './inside.mjs'
import { onTestFinished } from 'vitest'
import { type BrowserContext, type Page, chromium } from 'playwright-core'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Watched {
  readonly page: Page
  readonly complaints: readonly string[]
  /** Addresses of all that the page asked for. */
  readonly asked: readonly string[]
}

export interface Browser {
  readonly context: BrowserContext
  open(): Promise<Watched>
  close(): Promise<void>
}

export async function browser(
  executablePath: string,
  more: { readonly args?: readonly string[] } = {},
): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'claude-telemetry-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [...flags, ...(more.args ?? [])],
    timezoneId: 'Europe/Berlin',
    locale: 'en-US',
    viewport: { width: 1280, height: 900 },
  })
  const open = async (): Promise<Watched> => {
    const page = await context.newPage()
    const complaints: string[] = []
    const asked: string[] = []
    // A page that stays open holds a connection, and there are few.
    onTestFinished(() => page.close())
    page.on('console', (said) => {
      if (['error', 'warning'].includes(said.type())) complaints.push(said.text())
    })
    page.on('pageerror', (fault) => complaints.push(fault.message))
    page.on('request', (request) => asked.push(request.url()))
    return { page, complaints, asked }
  }
  const close = async (): Promise<void> => {
    await context.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  return { context, open, close }
}

/** Every panel has its answer. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(isSettled)
}
