// What starting costs beside bare Node, in turns on the same machine.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../scripts/fresh.mjs'
import { inFolder } from './engine.mjs'
import { line, median } from './figures.mjs'

/** Promised: at most this much above bare Node, in milliseconds. */
const allowed = 100
const main = join(root, 'dist', 'main.js')

const candidates = {
  'bare node': ['-e', '0'],
  '--version': [main, '--version'],
  '--help': [main, '--help'],
  env: [main, 'env', '--shell', 'bash'],
}

export function starting(_parts, { long }) {
  return inFolder((folder) => {
    const times = measure(folder, long ? 25 : 11)
    const bare = median(times['bare node'])
    return Object.entries(times).map(([name, all]) => {
      // Of each pair its own difference: what else the machine does falls on both.
      const above = median(all.map((ms, at) => ms - times['bare node'][at]))
      const figure = `${(bare + above).toFixed(0)} ms, + ${above.toFixed(0)} ms`
      return line(`start: ${name}`, figure, `+ ${allowed} ms`, above > allowed)
    })
  })
}

/** A saved set-up, without which `env` would stop early and look fast. */
function measure(folder, rounds) {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    SystemRoot: process.env.SystemRoot,
    CLAUDE_TELEMETRY_HOME: folder,
  }
  run([main, 'config', 'set', 'endpoint', 'http://127.0.0.1:4318'], env)
  const times = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const [name, args] of Object.entries(candidates)) times[name].push(run(args, env))
  return times
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
