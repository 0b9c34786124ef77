// The built engine as a user has it: set up once, started by `up`, killed at will and started again.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { contact } from '../../src/embedded/life/contact.ts'
import { freePort } from '../../src/world/net.ts'
import { defaultStack, placesFor } from '../../src/world/places.ts'
import { type Sealed, sealed } from '../program/sealed.ts'

export interface Engine {
  readonly box: Sealed
  readonly http: number
  readonly grpc: number
  /** Where its store lies. */
  readonly folder: string
  readonly log: string
  readonly state: string
  up(): Promise<void>
  down(): Promise<void>
  restart(): Promise<void>
  /** With SIGKILL; it is gone when this resolves. */
  kill(): Promise<void>
  /** Metric → total, and its splits, as `metrics --json` says it. */
  totals(): Promise<ReadonlyMap<string, Total>>
  /** A counter of its own since it started, as /metrics says it. */
  counter(name: string, labels?: string): Promise<number>
}

export interface Total {
  readonly total: number | null
  readonly by: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export async function engine(flags: readonly string[] = []): Promise<Engine> {
  const box = await sealed()
  onTestFinished(async () => {
    await box.run(['uninstall', '--yes'], { limit: 60_000 })
    await box.remove()
  })
  const [http, grpc, page] = await Promise.all([freePort(), freePort(), freePort()])
  const ports = ['--http-port', `${http}`, '--grpc-port', `${grpc}`, '--page-port', `${page}`]
  const init = ['init', '--yes', '--engine', 'embedded', '--connect', 'none', ...ports, ...flags]
  const made = await box.json(init, { limit: 120_000 })
  if (made.code !== 0)
    throw new Error(`init ended with ${made.code}: ${JSON.stringify(made.error)}`)
  const places = placesFor(
    { env: box.env, platform: process.platform, home: box.home, cwd: box.home, uid: null },
    defaultStack,
  )
  const must = async (verb: string): Promise<void> => {
    const ran = await box.json([verb], { limit: 120_000 })
    if (ran.code !== 0)
      throw new Error(`${verb} ended with ${ran.code}: ${JSON.stringify(ran.error)}`)
  }
  let pid: number | null = null
  const look = async (): Promise<void> => {
    const now = await contact(places)
    pid = now.state === 'running' ? now.mark.pid : null
  }
  await look()
  return {
    box,
    http,
    grpc,
    folder: join(places.data, 'store'),
    log: join(places.state, 'logs', 'serve.log'),
    state: places.state,
    up: () => must('up').then(look),
    down: () => must('down').then(look),
    restart: () => must('restart').then(look),
    kill: async () => {
      if (pid !== null) await killed(pid)
    },
    totals: () => totals(box),
    counter: (name, labels = '') => counter(page, `${name}_total${labels}`),
  }
}

async function killed(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  for (const end = Date.now() + 20_000; isThere(pid);) {
    if (Date.now() > end) throw new Error(`Process ${pid} outlived SIGKILL.`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Dead is enough: who collects the dead may be slow. */
function isThere(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function totals(box: Sealed): Promise<ReadonlyMap<string, Total>> {
  const { data, code, error } = await box.json(['metrics'], { limit: 60_000 })
  if (code !== 0) throw new Error(`metrics ended with ${code}: ${JSON.stringify(error)}`)
  return new Map(data.metrics.map((one: Total & { name: string }) => [one.name, one]))
}

async function counter(page: number, sample: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${page}/metrics`)
  const lines = (await answer.text()).split('\n')
  const start = `claude_telemetry_${sample} `
  const found = lines.find((line) => line.startsWith(start))
  if (found === undefined) throw new Error(`/metrics says nothing of ${sample}.`)
  return Number(found.slice(start.length))
}
