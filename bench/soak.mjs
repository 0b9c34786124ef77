// Twenty minutes of a hundred people whose sessions come and go: does memory stay where it is?
import { perRequest } from './bodies.mjs'
import { inFolder, send, startEngine } from './engine.mjs'
import { line, mebi, median } from './figures.mjs'

const rate = 3200
const minutes = 20
const day = 86_400_000
/** The last quarter may hold this much more than the second: the first one fills the caches. */
const most = 1.1

export function soak(parts, { long }) {
  if (!long) return []
  return inFolder(async (home) => {
    const engine = await startEngine(parts, home)
    try {
      const curve = []
      const look = setInterval(() => curve.push(engine.rss()), 5000)
      const count = (minutes * 60 * rate) / perRequest
      const wish = { count, rate, sessions: 1000, names: 50_000, began: Date.now() - 3 * day }
      const { p50, p99 } = await send(engine.ports.http, wish).finally(() => clearInterval(look))
      return rows(curve, p50, p99)
    } finally {
      await engine.stop()
    }
  })
}

function rows(curve, p50, p99) {
  const quarter = (at) =>
    median(curve.slice((curve.length * at) / 4, (curve.length * (at + 1)) / 4))
  const quarters = [0, 1, 2, 3].map(quarter)
  const growth = quarters[3] / quarters[1]
  return [
    line(`${minutes} minutes at 3,200 points/s, by quarters`, quarters.map(mebi).join(', ')),
    line('  the last beside the second', `x ${growth.toFixed(2)}`, `x ${most}`, growth > most),
    line('  acknowledged (p50 / p99)', `${p50.toFixed(1)} / ${p99.toFixed(1)} ms`),
  ]
}
