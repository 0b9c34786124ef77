// A page of another origin against the running engine: whatever it tries, it reads nothing and nothing is stored.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../../src/world/net.ts'
import { part } from '../../bed.ts'
import { scale } from '../../scale.ts'
import { type Sealed, sealed } from '../../program/sealed.ts'
import { type Browser, browser } from '../browser.ts'
import { hostileSite, page as hostilePage, type Site } from './site.ts'

const chromium = part('chromium')
const minute = 60_000
const pages = ['/', '/page.js', '/api/status', '/api/metrics', '/api/labels', '/api/live'] as const
const more = ['/metrics', '/healthz', '/readyz', '/api/panel?board=overview&panel=cost'] as const
const names = ['hostile.test', 'localhost', '127.0.0.1'].slice(0, scale.hostileNames)
const otlpPaths = ['/v1/metrics', '/v1/logs', '/v1/traces'] as const

/** Any name leads here; and the browser's own guard of local addresses is off: ours must do without. */
const lowered = [
  '--host-resolver-rules=MAP *.test 127.0.0.1',
  '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
]

describe.skipIf(chromium === null)('a hostile page', { timeout: 5 * minute }, () => {
  let ours: Sealed
  let chrome: Browser
  let site: Site
  let ports: { page: number; http: number; grpc: number }

  beforeAll(async () => {
    ours = await sealed()
    const [page, http, grpc] = [await freePort(), await freePort(), await freePort()]
    ports = { page, http, grpc }
    const flags = Object.entries(ports).flatMap(([name, port]) => [`--${name}-port`, String(port)])
    const init = await ours.json(
      ['init', '--yes', '--engine', 'embedded', '--connect', 'none', ...flags],
      { limit: 2 * minute },
    )
    if (init.code !== 0) throw new Error(`The engine did not start: ${JSON.stringify(init.error)}`)
    site = await hostileSite()
    chrome = await browser(chromium ?? '', { args: lowered })
    await send('before')
  }, 3 * minute)

  afterAll(async () => {
    await chrome?.close()
    site?.close()
    await ours?.run(['uninstall', '--yes'], { limit: 2 * minute })
    await ours?.remove()
  }, 3 * minute)

  const at = (port: number, name = '127.0.0.1'): string => `http://${name}:${port}`

  /** What a proper client does. */
  async function send(session: string, type = 'application/json'): Promise<number> {
    const headers = { 'content-type': type }
    const body = bodyOf(session)
    return (await fetch(`${at(ports.http)}/v1/metrics`, { method: 'POST', headers, body })).status
  }

  /** All that was ever stored, by the engine's own count and by what it can find. */
  async function stored(): Promise<{ rows: number; sessions: string[] }> {
    const text = await (await fetch(`${at(ports.page)}/metrics`)).text()
    const rows = Number(/^claude_telemetry_rows_stored_total (\d+)$/m.exec(text)?.[1])
    const panel = '/api/panel?board=sessions&panel=list&from=0'
    const said = (await (await fetch(`${at(ports.page)}${panel}`)).json()) as {
      data: { answer: { rows: { session: string }[] } }
    }
    return { rows, sessions: said.data.answer.rows.map(({ session }) => session) }
  }

  interface Attacked {
    readonly page: Page
    readonly asked: readonly string[]
    /** Status of every answer that one of our ports gave to this page. */
    readonly answers: { readonly url: string; readonly status: number }[]
  }

  async function attacker(address: string): Promise<Attacked> {
    const { page, asked } = await chrome.open()
    const answers: Attacked['answers'] = []
    const ourPorts = Object.values(ports).map(String)
    page.on('response', (answer) => {
      const { port, pathname } = new URL(answer.url())
      if (ourPorts.includes(port) && !pathname.startsWith('/attack'))
        answers.push({ url: answer.url(), status: answer.status() })
    })
    await page.goto(address)
    await page.waitForFunction(() => 'attack' in globalThis)
    return { page, asked, answers }
  }

  const read = (
    page: Page,
    target: string,
    ways?: string[],
  ): Promise<Record<string, string | null>> =>
    page.evaluate(([address, only]) => (globalThis as any).attack.read(address, only), [
      target,
      ways,
    ] as const)
  const write = (page: Page, target: string): Promise<number> =>
    page.evaluate(([address, body]) => (globalThis as any).attack.write(address, body), [
      target,
      bodyOf('stolen'),
    ] as const)

  test('the page itself can read, and a proper client can write: so a refusal is one', async () => {
    const before = await stored()
    expect(await send('proper')).toBe(200)
    const after = await stored()
    expect(after.rows).toBe(before.rows + 1)
    expect(after.sessions).toContain('proper')
    const { page } = await chrome.open()
    // Under the engine's own origin, but with the attacker's script: what is ours may read.
    await page.route('**/attack', (route) =>
      route.fulfill({ contentType: 'text/html', body: hostilePage }),
    )
    await page.route('**/attack.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: site.script }),
    )
    await page.goto(`${at(ports.page)}/attack`)
    await page.waitForFunction(() => 'attack' in globalThis)
    const found = await read(page, `${at(ports.page)}/api/metrics`, ['cors'])
    expect(found['cors']).toContain('claude_code.cost.usage')
    expect((await read(page, `${at(ports.page)}/page.js`, ['script']))['script']).toBe('ran')
    expect((await read(page, `${at(ports.page)}/api/live`, ['events']))['events']).toBe('open')
  })

  test.each(names)('on %s, another port, reads nothing of any route', async (name) => {
    const { page, asked, answers } = await attacker(at(site.port, name))
    for (const path of [...pages, ...more]) {
      const found = await read(page, `${at(ports.page)}${path}`)
      expect(
        Object.entries(found).filter(([, what]) => what !== null),
        path,
      ).toEqual([])
    }
    for (const port of [ports.http, ports.grpc]) {
      const found = await read(page, `${at(port)}/v1/metrics`)
      expect(Object.entries(found).filter(([, what]) => what !== null)).toEqual([])
    }
    expect(asked.length).toBeGreaterThan(100)
    expect(answers.length).toBeGreaterThan(10)
    // A window of its own is a link like any other: it may lead here, and cannot be looked into.
    const refused = answers.filter(({ url }) => !url.includes('try=window'))
    expect(refused.filter(({ status }) => status < 400)).toEqual([])
  })

  test.each(names)('on %s, another port, writes nothing anywhere', async (name) => {
    const before = await stored()
    const { page, answers } = await attacker(at(site.port, name))
    for (const path of otlpPaths) await write(page, `${at(ports.http)}${path}`)
    for (const path of pages) await write(page, `${at(ports.page)}${path}`)
    await write(page, `${at(ports.grpc)}/v1/metrics`)
    expect(answers.filter(({ status }) => status < 400)).toEqual([])
    for (const way of ['form%20text%2Fplain', 'beacon', 'no-cors'])
      expect(
        answers.some(({ url }) => url.endsWith(`/v1/metrics?try=${way}`)),
        way,
      ).toBe(true)
    expect(await stored()).toEqual(before)
  })

  test('whose name was turned to this machine reads and writes nothing', async () => {
    const before = await stored()
    for (const port of [ports.page, ports.http]) {
      const { page, answers } = await reboundPage(at(port, 'rebound.test'))
      for (const path of port === ports.page ? [...pages, ...more] : otlpPaths) {
        const found = await read(page, `${at(port, 'rebound.test')}${path}`)
        // It is its own origin, so it reads the refusal; and that says nothing.
        for (const [way, what] of Object.entries(found))
          expect(what ?? '', `${way} ${path}`).not.toMatch(
            /claude_code|rows_stored|instance|version/,
          )
        expect([found['script'], found['socket'], found['events']]).toEqual([null, null, null])
      }
      for (const path of [...otlpPaths, '/', '/api/metrics'])
        await write(page, `${at(port, 'rebound.test')}${path}`)
      expect(answers.length).toBeGreaterThan(20)
      expect(answers.filter(({ status }) => status < 400)).toEqual([])
    }
    expect(await stored()).toEqual(before)
  })

  /** Its document came from the attacker's own server, under our port; from now on the name means this machine. */
  async function reboundPage(origin: string): Promise<Attacked> {
    const { context } = chrome
    await context.route(`${origin}/attack`, (route) =>
      route.fulfill({ contentType: 'text/html', body: hostilePage }),
    )
    await context.route(`${origin}/attack.js`, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: site.script }),
    )
    return attacker(`${origin}/attack`)
  }
})

/** Valid, and new each time: if it were let in, it would be stored. */
function bodyOf(session: string): string {
  const time = String(BigInt(Date.now()) * 1_000_000n)
  const point = {
    asDouble: 1,
    startTimeUnixNano: time,
    timeUnixNano: time,
    attributes: [{ key: 'session.id', value: { stringValue: session } }],
  }
  const metric = {
    name: 'claude_code.cost.usage',
    unit: 'USD',
    sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [point] },
  }
  return JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] })
}
