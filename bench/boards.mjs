// How long every panel of every board takes over a year, asked of a running engine as the page asks.
import { join } from 'node:path'
import { inFolder, startEngine } from './engine.mjs'
import { line, quantile } from './figures.mjs'
import { fillYears } from './year.mjs'

const day = 86_400_000
/** Promised for the first board, at p95, in milliseconds. */
const limits = { one: 100, ten: 300 }
const slowest = 6

export async function boards(parts, { long }) {
  const until = Date.now() - 60_000
  const small = await overYear(parts, { developers: 1, days: long ? 365 : 36, until })
  const large = await overYear(parts, { developers: long ? 10 : 1, days: 365, until })
  const [one, ten] = long ? [small, large] : [large, null]
  const worst = (asked) =>
    asked.panels.filter(({ board }) => board === 'overview').toSorted(bySlow)[0]
  const rows = [overviewLine('one developer, a year', one, worst(one), limits.one)]
  if (ten !== null) rows.push(overviewLine('ten developers, a year', ten, worst(ten), limits.ten))
  const growth = worst(large).p95 / worst(small).p95
  rows.push(
    line(
      'slowest panel of Overview, ten times the data',
      `x ${growth.toFixed(1)}`,
      'x 10',
      growth > 10,
    ),
  )
  for (const { board, panel, p50, p95 } of (ten ?? one).panels.toSorted(bySlow).slice(0, slowest))
    rows.push(line(`  slowest: ${board} / ${panel}`, `${p50.toFixed(0)} / ${p95.toFixed(0)} ms`))
  return rows
}

const bySlow = (one, other) => other.p95 - one.p95

function overviewLine(name, { points, events }, { panel, p50, p95 }, limit) {
  const rows = `${(points / 1000).toFixed(0)} k points, ${(events / 1000).toFixed(0)} k events`
  const figure = `${p50.toFixed(0)} / ${p95.toFixed(0)} ms (${panel})`
  return line(`Overview over ${name}: ${rows}`, figure, `${limit} ms`, p95 > limit)
}

function overYear(parts, wish) {
  return inFolder(async (home) => {
    const made = await fillYears(parts, join(home, 'data', 'store'), wish)
    const engine = await startEngine(parts, home)
    try {
      return { ...made, panels: await everyPanel(engine.page, made, wish) }
    } finally {
      await engine.stop()
    }
  })
}

async function everyPanel(page, { session }, { until, days }) {
  const { data } = await (await fetch(`${page}/api/boards`)).json()
  const times = new Map()
  for (let round = 0; round < 12; round++)
    for (const board of data.boards)
      for (const panel of board.panels) {
        const query = new URLSearchParams({ board: board.id, panel: panel.id, tz: 'Europe/Berlin' })
        query.set('from', String(until - days * day))
        query.set('to', String(until))
        if (board.needs === 'session') query.set('session', session)
        const took = await timed(`${page}/api/panel?${query}`)
        const name = `${board.id}/${panel.id}`
        // The first time of each fills the caches of the system, and would be counted as one of a dozen.
        if (round > 0) times.set(name, [...(times.get(name) ?? []), took])
      }
  return [...times].map(([name, all]) => {
    const [board, panel] = name.split('/')
    return { board, panel, p50: quantile(all, 0.5), p95: quantile(all, 0.95) }
  })
}

async function timed(address) {
  const began = performance.now()
  const answer = await fetch(address, { signal: AbortSignal.timeout(60_000) })
  await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`${address}: ${answer.status}`)
  return performance.now() - began
}
