// A HOME in which the embedded engine is set up on ports of its own, and a sender that knows what was acknowledged.
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import { freePort } from '../../src/world/net.ts'
import { type Ran, type RunWish, type Sealed, sealed } from './sealed.ts'
import { ends } from './stage.ts'

export interface Ports {
  readonly http: number
  readonly grpc: number
  readonly page: number
}

export interface Engine {
  readonly box: Sealed
  readonly ports: Ports
  readonly state: string
  readonly data: string
  /** Runs a verb of the built program and expects this exit code. */
  run(args: readonly string[], code?: number, wish?: RunWish): Promise<Ran>
  json(args: readonly string[], code?: number): Promise<any>
  /** The pid in the mark; null where there is none. */
  pid(): Promise<number | null>
  /** Tokens in the store, by the verb that people use. */
  tokens(): Promise<number | null>
  sender: Sender
}

/** Long enough for a loaded machine. */
export const patience = 60_000

export interface EngineWish {
  readonly more?: Readonly<Record<string, string>>
  /** Ports that are asked for; without it the usual ones may move. */
  readonly init?: readonly string[]
  readonly wish?: RunWish
  readonly below?: (home: string) => { readonly state: string; readonly data: string }
  readonly prepare?: (box: Sealed) => Promise<void>
}

async function freePorts(): Promise<Ports> {
  const [http, grpc, page] = await Promise.all([freePort(), freePort(), freePort()])
  return { http, grpc, page }
}

export const portFlags = ({ http, grpc, page }: Ports): string[] => [
  '--http-port',
  String(http),
  '--grpc-port',
  String(grpc),
  '--page-port',
  String(page),
]

const usualPlaces = (home: string) => ({
  state: join(home, '.local/state/claude-telemetry'),
  data: join(home, '.local/share/claude-telemetry'),
})

export async function engine(wish: EngineWish = {}): Promise<Engine> {
  const box = await sealed(wish.more)
  await wish.prepare?.(box)
  const ports = await freePorts()
  const asked = wish.init ?? portFlags(ports)
  const { state, data } = (wish.below ?? usualPlaces)(box.home)
  const given = wish.wish ?? {}
  onTestFinished(async () => {
    await box.run(['uninstall', '--yes'], { limit: patience, ...given })
    await killed(await pidIn(state))
    await box.remove()
  })
  await ends(
    box.run(['init', '--yes', '--engine', 'embedded', ...asked], { limit: patience, ...given }),
    0,
    'init',
  )
  const run = (args: readonly string[], code = 0, more: RunWish = {}): Promise<Ran> =>
    ends(box.run(args, { limit: patience, ...given, ...more }), code, args.join(' '))
  const json = async (args: readonly string[], code = 0): Promise<any> => {
    const said = JSON.parse((await run([...args, '--json'], code)).stdout)
    return said.ok ? said.data : said.error
  }
  return {
    box,
    ports,
    state,
    data,
    run,
    json,
    pid: () => pidIn(state),
    tokens: async () => tokensIn(await json(['metrics'])),
    sender: sender(() => markedPorts(state)),
  }
}

export function tokensIn(list: any): number | null {
  return list.metrics.find(({ name }: any) => name === 'claude_code.token.usage').total
}

async function mark(state: string): Promise<any> {
  return JSON.parse(await readFile(join(state, 'serve.json'), 'utf8').catch(() => 'null'))
}

async function pidIn(state: string): Promise<number | null> {
  return (await mark(state))?.pid ?? null
}

async function markedPorts(state: string): Promise<number> {
  return (await mark(state))?.ports.http ?? 1
}

/** Only by the number that our own mark holds, in a HOME of this test. */
async function killed(pid: number | null): Promise<void> {
  if (pid === null) return
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  if (line.includes('serve')) process.kill(pid, 'SIGKILL')
}

export async function gone(pid: number): Promise<void> {
  await until(() => !lives(pid), `process ${pid} to be gone`)
}

/** What has ended keeps its number until somebody collects it, and in a container perhaps nobody does. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return false
  }
}

export async function until(
  fits: () => boolean | Promise<boolean>,
  what: string,
  limit = patience,
): Promise<void> {
  for (const end = Date.now() + limit; !(await fits()); await sleep(50))
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`)
}

export interface Sender {
  /** One point with this many tokens; answers the status, 0 when nobody answered. */
  send(tokens: number, more?: { readonly port?: number; readonly at?: number }): Promise<number>
  /** Tokens that were acknowledged, and all that were sent. */
  readonly acknowledged: number
  readonly sent: number
}

let count = 0

function sender(where: () => Promise<number>): Sender {
  const sums = { acknowledged: 0, sent: 0 }
  const send: Sender['send'] = async (tokens, more = {}) => {
    sums.sent += tokens
    const status = await post(more.port ?? (await where()), bodyOf(tokens, more.at ?? Date.now()))
    if (status === 200) sums.acknowledged += tokens
    return status
  }
  return {
    send,
    get acknowledged() {
      return sums.acknowledged
    },
    get sent() {
      return sums.sent
    },
  }
}

/** Each point has a start of its own, so none is another's repeat. */
export function bodyOf(tokens: number, at: number): string {
  count += 1
  const start = BigInt(at - 60_000) * 1_000_000n + BigInt(count) * 1_000_000n
  const attributes = [
    { key: 'session.id', value: { stringValue: `session-${count}` } },
    { key: 'type', value: { stringValue: 'input' } },
    { key: 'model', value: { stringValue: 'claude-opus-4-7' } },
  ]
  const point = {
    attributes,
    startTimeUnixNano: String(start),
    timeUnixNano: String(BigInt(at) * 1_000_000n),
    asInt: String(tokens),
  }
  const sum = { dataPoints: [point], aggregationTemporality: 1, isMonotonic: true }
  const metric = { name: 'claude_code.token.usage', unit: 'tokens', sum }
  return JSON.stringify({
    resourceMetrics: [{ resource: {}, scopeMetrics: [{ metrics: [metric] }] }],
  })
}

export function post(port: number, body: string): Promise<number> {
  return new Promise((resolve) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path: '/v1/metrics',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        timeout: patience,
        agent: false,
      },
      (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode ?? 0))
        answer.on('error', () => resolve(0))
      },
    )
    asked.on('error', () => resolve(0))
    asked.on('timeout', () => asked.destroy())
    asked.end(body)
  })
}

export function isCalm(ran: Ran): void {
  expect(ran.stderr).not.toMatch(/\n\s+at .+:\d+|\[object|undefined|NaN|fault of this program/)
}
