// The built program as the engine in an empty home: started, asked, measured, stopped.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../scripts/fresh.mjs'

/** Another build can be measured; options for Node, such as `--cpu-prof`, come through NODE_OPTIONS. */
const main = process.env.BENCH_MAIN ?? join(root, 'dist', 'main.js')
const patience = 60_000

export async function inFolder(work) {
  const place = await mkdtemp(join(tmpdir(), 'claude-telemetry-bench-'))
  try {
    return await work(place)
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

/** `serve` in the foreground of a child; `startMs` until it says that it is ready. */
export async function startEngine({ freePort }, home) {
  const ports = { http: await freePort(), grpc: await freePort(), page: await freePort() }
  const flags = Object.entries(ports).flatMap(([name, port]) => [`--${name}-port`, String(port)])
  const began = performance.now()
  const child = spawn(process.execPath, [main, 'serve', '--home', home, ...flags], {
    env: { PATH: process.env.PATH, HOME: home, SystemRoot: process.env.SystemRoot },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said = []
  child.stderr.on('data', (chunk) => said.push(chunk))
  const ended = new Promise((resolve) => child.once('close', resolve))
  const page = `http://127.0.0.1:${ports.page}`
  while (!(await isReady(page))) {
    if (child.exitCode !== null || performance.now() - began > patience)
      throw new Error(`The engine did not start: ${Buffer.concat(said)}`)
    await sleep(5)
  }
  return {
    ports,
    page,
    pid: child.pid,
    startMs: performance.now() - began,
    rss: () => residentBytes(child.pid),
    processorMs: () => processorMs(child.pid),
    numbers: () => numbersOf(page),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function isReady(page) {
  const answer = await fetch(`${page}/readyz`).catch(() => null)
  return answer?.status === 200
}

/** Its own health, by name without the prefix. */
async function numbersOf(page) {
  const text = await (await fetch(`${page}/metrics`)).text()
  const lines = text.split('\n').filter((line) => /^claude_telemetry_\w+ /.test(line))
  return Object.fromEntries(
    lines.map((line) => [line.slice(17, line.indexOf(' ')), Number(line.slice(line.indexOf(' ')))]),
  )
}

/** Null where the system does not say. */
function residentBytes(pid) {
  try {
    return (
      Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
    )
  } catch {
    return null
  }
}

/** Time that it was computing, in all its threads; null where the system does not say. */
function processorMs(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    // In ticks of a hundredth of a second, on every Linux there is.
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return null
  }
}

/** Sends from a process of its own; throws when anything but success came back. */
export async function send(port, wish) {
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, 'sender.mjs'),
      JSON.stringify({ connections: 64, rate: null, first: 0, ...wish, port }),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const said = []
  child.stdout.on('data', (chunk) => said.push(chunk))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`The sender ended with ${code}.`)
  const told = JSON.parse(Buffer.concat(said).toString())
  if (told.statuses['200'] !== wish.count)
    throw new Error(`Answers: ${JSON.stringify(told.statuses)}`)
  return told
}
