// How long a sender waits for "on disk" while a hundred people with ten sessions each report every ten seconds.
import { perRequest } from './bodies.mjs'
import { inFolder, send, startEngine } from './engine.mjs'
import { line } from './figures.mjs'

const rate = 3200
const day = 86_400_000

export function acknowledged(parts, { long }) {
  return inFolder(async (home) => {
    const engine = await startEngine(parts, home)
    try {
      const count = ((long ? 60 : 8) * rate) / perRequest
      const wish = { count, rate, sessions: 1000, began: Date.now() - day }
      const { p50, p95, p99 } = await send(engine.ports.http, wish)
      const figure = [p50, p95, p99].map((ms) => ms.toFixed(1)).join(' / ')
      return [line('acknowledged at 3,200 points/s (p50 / p95 / p99)', `${figure} ms`)]
    } finally {
      await engine.stop()
    }
  })
}
