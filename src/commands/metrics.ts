// `metrics`: every known metric with its exact total, asked of the running engine.
import { type Call, type Verb, textOption } from '../call.ts'
import { metrics as known } from '../dashboards/metrics.ts'
import { Problem } from '../errors.ts'
import { engineNow } from '../making/engine.ts'
import { momentOption } from '../plan/moment.ts'
import { nearest } from '../plan/nearest.ts'
import { metricsTable } from '../plan/metrics-table.ts'
import { readReceipt } from '../state/receipt.ts'
import { notSetUp } from '../state/settle.ts'
import type { MetricsList } from '../web/metrics-list.ts'
import { get } from '../world/ask.ts'

const patience = 30_000

export const metrics: Verb = async (call) => {
  const wanted = call.args[0] === undefined ? null : nameOf(call.args[0])
  const range = rangeOf(call)
  const receipt = await readReceipt(call.places)
  if (receipt === null) throw notSetUp()
  if (receipt.engine !== 'embedded') throw notOurs()
  const list = await asked(call, range)
  const data = {
    ...list,
    metrics: list.metrics.filter(({ name }) => wanted === null || name === wanted),
  }
  return { data, text: metricsTable(data, call.talk.columns) }
}

function notOurs(): Problem {
  return new Problem(
    'no-engine',
    'Telemetry goes to an endpoint of others: its totals are there.',
    {
      hints: ['To keep it on this machine instead:', 'claude-telemetry init --engine embedded'],
    },
  )
}

/** In the client's words, with or without the beginning that all share, or as it is called in Prometheus. */
function nameOf(text: string): string {
  const all = Object.values(known)
  const found = all.find(({ name, running, sample }) =>
    [name, running, sample, name.replace('claude_code.', '')].some((each) => each === text),
  )
  if (found !== undefined) return found.name
  const names = all.map(({ name }) => name)
  const meant = nearest(text, names) ?? nearest(`claude_code.${text}`, names)
  throw new Problem('bad-arguments', `There is no metric called ${JSON.stringify(text)}.`, {
    hints: [
      ...(meant === null ? [`Metrics: ${names.join(', ')}.`] : ['Perhaps you mean:']),
      `claude-telemetry metrics${meant === null ? '' : ` ${meant}`}`,
    ],
  })
}

interface Span {
  readonly since: number | null
  readonly until: number | null
}

function rangeOf(call: Call): Span {
  const now = Date.now()
  const since = momentOption('metrics', '--since', textOption(call, 'since'), now)
  const until = momentOption('metrics', '--until', textOption(call, 'until'), now)
  if (since === null || since < (until ?? now)) return { since, until }
  throw new Problem('bad-arguments', 'The range has no length: --since must lie before --until.', {
    hints: ['claude-telemetry metrics --since 7d --until 1d'],
  })
}

async function asked({ places }: Call, { since, until }: Span): Promise<MetricsList> {
  const now = await engineNow(places)
  if (now.state === 'running') {
    const query = new URLSearchParams({
      ...(since === null ? {} : { from: String(since) }),
      ...(until === null ? {} : { to: String(until) }),
    })
    const answer = await get(
      `http://127.0.0.1:${now.mark.ports.page}/api/metrics?${query}`,
      patience,
    )
    if (answer?.status === 200) return (JSON.parse(answer.body) as { data: MetricsList }).data
  }
  const stopped = now.state === 'absent' || now.state === 'dead'
  const what = stopped ? 'The engine is stopped' : 'The engine does not answer as it should'
  throw new Problem('not-running', `${what}, so its totals cannot be read.`, {
    hints: stopped
      ? ['claude-telemetry up']
      : ['claude-telemetry logs', 'claude-telemetry restart'],
  })
}
