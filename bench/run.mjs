// `npm run bench`: what starting costs beside bare Node, in the same run, taken in turns on the same machine.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWhenOld, installWhenMissing, root } from '../scripts/fresh.mjs'
import { ingest } from './ingest.mjs'

const rounds = 25
/** Promised: at most this much above bare Node, in milliseconds. */
const allowed = 100
const main = join(root, 'dist', 'main.js')

await installWhenMissing()
await buildWhenOld()
const home = mkdtempSync(join(tmpdir(), 'claude-telemetry-bench-'))
try {
  process.exitCode = report(measure(home)) | (await ingest())
} finally {
  rmSync(home, { recursive: true, force: true })
}

function candidates() {
  return {
    'bare node': ['-e', '0'],
    '--version': [main, '--version'],
    '--help': [main, '--help'],
    env: [main, 'env', '--shell', 'bash'],
  }
}

/** A saved set-up, without which `env` would stop early and look fast. */
function measure(folder) {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    SystemRoot: process.env.SystemRoot,
    CLAUDE_TELEMETRY_HOME: folder,
  }
  run([main, 'config', 'set', 'endpoint', 'http://127.0.0.1:4318'], env)
  const commands = candidates()
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of Object.entries(commands)) times[name].push(run(args, env))
  }
  return Object.entries(times).map(([name, all]) => ({ name, median: median(all) }))
}

function run(args, env) {
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, {
    env,
    timeout: 30_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const took = performance.now() - started
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return took
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

function report(rows) {
  const bare = rows[0].median
  for (const { name, median: ms } of rows) {
    const above = ms - bare
    const verdict = above > allowed ? `OVER the limit of bare + ${allowed} ms` : ''
    const figures = [
      `${ms.toFixed(0)} ms`,
      `x ${(ms / bare).toFixed(2)}`,
      `+ ${above.toFixed(0)} ms`,
    ]
    process.stdout.write(
      `${name.padEnd(12)}${figures.map((each) => each.padStart(10)).join('')}  ${verdict}\n`,
    )
  }
  return rows.some(({ median: ms }) => ms - bare > allowed) ? 1 : 0
}
