// The programs of a planned stack as plain processes on loopback: started, waited for, asked, ended.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '../../src/plan/plan.ts'
import type { OnLoopback } from './on-loopback.ts'

/** A scrape a minute, on a machine that has other work. */
const patience = 240_000

export interface Running {
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>
}

export async function start(
  stack: OnLoopback,
  name: Exclude<ServiceName, 'grafana'>,
  program: string,
): Promise<Running> {
  const log = join(stack.folder, `${name}.log`)
  const child = spawn(program, stack.command(name), { stdio: ['ignore', 'pipe', 'pipe'] })
  const written = createWriteStream(log, { flags: 'a' })
  child.stdout.pipe(written, { end: false })
  child.stderr.pipe(written, { end: false })
  const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => ended(child, signal)
  try {
    await isHealthy(stack, name, child)
  } catch (cause) {
    await stop('SIGKILL')
    throw new Error(`${name} does not start:\n${readFileSync(log, 'utf8').slice(-3000)}`, { cause })
  }
  return { stop }
}

async function isHealthy(stack: OnLoopback, name: ServiceName, child: ChildProcess): Promise<void> {
  const { port } = stack.inside
  const addresses = {
    collector: `http://127.0.0.1:${port.health}/`,
    prometheus: `http://127.0.0.1:${port.prometheus}/-/ready`,
    loki: `http://127.0.0.1:${port.loki}/ready`,
    grafana: '',
  }
  await until(`${name} is ready`, async () => {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`)
    const answer = await fetch(addresses[name]).catch(() => null)
    return answer?.ok === true ? true : null
  })
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  const late = setTimeout(() => child.kill('SIGKILL'), 30_000)
  await exit
  clearTimeout(late)
}

/** What `look` finds, as soon as it finds something. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | null>,
): Promise<Found> {
  const end = Date.now() + patience
  while (Date.now() < end) {
    const found = await look()
    if (found !== null) return found
    await pause(200)
  }
  throw new Error(`waited in vain: ${what}`)
}

export async function send(stack: OnLoopback, signal: string, body: unknown): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${stack.inside.port.http}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await answer.text()
  return answer.status
}

/** Label texts of each series → its value. */
export async function ask(
  stack: OnLoopback,
  query: string,
): Promise<{ labels: Record<string, string>; value: number }[]> {
  const url = new URL(`http://127.0.0.1:${stack.inside.port.prometheus}/api/v1/query`)
  url.searchParams.set('query', query)
  const { data } = (await (await fetch(url)).json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] }
  }
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
}

export interface Line {
  readonly line: string
  readonly labels: Record<string, string>
}

/** Each line of the last ten days with all that lies beside it. */
export async function lines(stack: OnLoopback): Promise<Line[]> {
  const url = new URL(`http://127.0.0.1:${stack.inside.port.loki}/loki/api/v1/query_range`)
  const [from, to] = [Date.now() - 10 * 86_400_000, Date.now() + 600_000]
  url.searchParams.set('query', '{service_name=~".+"}')
  url.searchParams.set('start', `${from}000000`)
  url.searchParams.set('end', `${to}000000`)
  url.searchParams.set('limit', '5000')
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(await answer.text())
  const { data } = (await answer.json()) as {
    data: { result: { stream: Record<string, string>; values: [string, string][] }[] }
  }
  return data.result.flatMap(({ stream, values }) =>
    values.map(([, line]) => ({ line, labels: stream })),
  )
}

/** The Collector's own number of this name, over all series whose labels hold these words. */
export async function ownCount(stack: OnLoopback, name: string, word: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${stack.inside.port.telemetry}/metrics`)
  return (await answer.text())
    .split('\n')
    .filter((line) => line.startsWith(name) && line.includes(word))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}
