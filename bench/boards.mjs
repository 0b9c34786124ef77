// How long every panel of every board takes over a year, asked of a running engine as the page asks.
import { join } from 'node:path'
import { inFolder, startEngine } from './engine.mjs'
import { line, quantile } from './figures.mjs'
import { fillYears } from './year.mjs'

const day = 86_400_000
/** Promised for every panel of the first board, at p95, in milliseconds. */
const limits = { one: 100, ten: 300 }
const rounds = 12
const told = 6

export async function boards(parts, { long }) {
  const until = Date.now() - 60_000
  const small = await overYear(parts, { developers: 1, days: long ? 365 : 36, until })
  const large = await overYear(parts, { developers: long ? 10 : 1, days: 365, until })
  const lines = long
    ? [
        ...overview('one developer, a year', small, limits.one),
        ...overview('ten developers, a year', large, limits.ten),
      ]
    : overview('one developer, a year', large, limits.one)
  const growth = slowestOf(large).own / slowestOf(small).own
  lines.push(line('  with ten times the data', `x ${growth.toFixed(1)}`, 'x 10', growth > 10))
  for (const panel of large.panels.toSorted(bySlow).slice(0, told))
    lines.push(line(`  slow: ${panel.name}`, times(panel)))
  return lines
}

const bySlow = (one, other) => other.own - one.own
const slowestOf = ({ panels }) =>
  panels.filter(({ name }) => name.startsWith('overview/')).toSorted(bySlow)[0]
const times = ({ p50, p95, own }) =>
  `${p50.toFixed(0)} / ${p95.toFixed(0)} ms, alone ${own.toFixed(0)} ms`

/** Judged by the time it would take alone: p95, less the share in which others had the processor. */
function overview(name, made, limit) {
  const [points, events] = [made.points, made.events].map((count) => Math.round(count / 1000))
  const panel = slowestOf(made)
  return [
    line(`${name}: ${points} k points, ${events} k events`, ''),
    line(
      `  slowest of Overview, ${panel.name.slice(9)} (p50 / p95)`,
      times(panel),
      `${limit} ms`,
      panel.own > limit,
    ),
  ]
}

function overYear(parts, wish) {
  return inFolder(async (home) => {
    const made = await fillYears(parts, join(home, 'data', 'store'), wish)
    const engine = await startEngine(parts, home)
    try {
      return { ...made, panels: await everyPanel(engine, made, wish) }
    } finally {
      await engine.stop()
    }
  })
}

async function everyPanel(engine, { session }, { until, days }) {
  const { data } = await (await fetch(`${engine.page}/api/boards`)).json()
  const panels = []
  for (const board of data.boards)
    for (const { id } of board.panels) {
      const query = new URLSearchParams({ board: board.id, panel: id, tz: 'Europe/Berlin' })
      query.set('from', String(until - days * day))
      query.set('to', String(until))
      if (board.needs === 'session') query.set('session', session)
      const figures = await asked(engine, `${engine.page}/api/panel?${query}`)
      panels.push({ name: `${board.id}/${id}`, ...figures })
    }
  return panels
}

async function asked(engine, address) {
  // The first time fills the caches of the system.
  await timed(address)
  const busy = engine.processorMs()
  const all = []
  for (let round = 0; round < rounds; round++) all.push(await timed(address))
  const p95 = quantile(all, 0.95)
  const sum = all.reduce((total, ms) => total + ms, 0)
  const share = busy === null ? 1 : Math.min(1, (engine.processorMs() - busy) / sum)
  return { p50: quantile(all, 0.5), p95, own: p95 * share }
}

async function timed(address) {
  const began = performance.now()
  const answer = await fetch(address, { signal: AbortSignal.timeout(60_000) })
  await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`${address}: ${answer.status}`)
  return performance.now() - began
}
