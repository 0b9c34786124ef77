// What the engine holds in memory and how long it takes to start, with some points and with ten times as many.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { perRequest } from './bodies.mjs'
import { inFolder, send, startEngine } from './engine.mjs'
import { line, mebi, median } from './figures.mjs'

const day = 86_400_000
/** Ten times the data may cost this much more memory, and a start this much more time. */
/** Memory settles at some 230 MB, as the soak shows; what grew with the points would be ten times as much. */
const growth = { rss: 2, start: 2 }

export async function memory(parts, { long }) {
  const points = long ? 5_000_000 : 1_000_000
  const idle = long ? 600_000 : 10_000
  const small = await held(parts, points / 10, 1000)
  const large = await held(parts, points, idle)
  const many = `${points.toLocaleString('en')} points`
  const times = { rss: large.full / small.full, start: large.start / small.start }
  return [
    line('memory of bare Node', mebi(bareNode())),
    line('memory of the engine, just started', mebi(large.fresh)),
    line(`  after ${many}`, mebi(large.full)),
    line(`  and after ${idle / 1000} s of rest`, mebi(large.idle)),
    line(
      '  with ten times the points',
      `x ${times.rss.toFixed(2)}`,
      `x ${growth.rss}`,
      times.rss > growth.rss,
    ),
    line(
      `start until ready, with ${many}`,
      `${large.start.toFixed(0)} ms, store alone ${large.open.toFixed(0)} ms`,
    ),
    line(
      '  with ten times the points',
      `x ${times.start.toFixed(2)}`,
      `x ${growth.start}`,
      times.start > growth.start,
    ),
  ]
}

function held(parts, points, idle) {
  return inFolder(async (home) => {
    const engine = await startEngine(parts, home)
    const fresh = engine.rss()
    const wish = {
      count: points / perRequest,
      sessions: 200,
      names: 5000,
      began: Date.now() - 5 * day,
    }
    await send(engine.ports.http, wish)
    const full = engine.rss()
    await sleep(idle)
    const rested = engine.rss()
    await engine.stop()
    return { fresh, full, idle: rested, ...(await starts(parts, home)) }
  })
}

/** The whole process, and the store in this one. */
async function starts(parts, home) {
  const [start, open] = [[], []]
  for (let round = 0; round < 5; round++) {
    const engine = await startEngine(parts, home)
    start.push(engine.startMs)
    await engine.stop()
    const began = performance.now()
    const store = await parts.openStore(join(home, 'data', 'store'))
    open.push(performance.now() - began)
    await store.close()
  }
  return { start: median(start), open: median(open) }
}

function bareNode() {
  const script = 'process.stdout.write(String(process.memoryUsage().rss))'
  return Number(spawnSync(process.execPath, ['-e', script]).stdout)
}
