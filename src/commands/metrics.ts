// `metrics`: every known metric with its exact total, asked of the running engine.
import { type Call, type Verb } from '../call.ts'
import { Problem } from '../errors.ts'
import { engineNow } from '../making/engine.ts'
import { table } from '../plan/table.ts'
import { readReceipt } from '../state/receipt.ts'
import { notSetUp } from '../state/settle.ts'
import type { MetricsList } from '../web/metrics-list.ts'
import { get } from '../world/ask.ts'

export const metrics: Verb = async (call) => {
  if ((await readReceipt(call.places)) === null) throw notSetUp()
  const list = await asked(call)
  const wanted = call.args[0]
  const shown =
    wanted === undefined
      ? list
      : { ...list, metrics: list.metrics.filter(({ name }) => name === wanted) }
  const rows = shown.metrics.map(({ name, unit, total, last_seen }) => [
    name,
    total === null ? 'not yet' : String(total),
    unit,
    last_seen ?? '–',
  ])
  return {
    data: shown,
    text: table(['METRIC', 'TOTAL', 'UNIT', 'LAST SEEN'], rows, call.talk.columns),
  }
}

async function asked({ places }: Call): Promise<MetricsList> {
  const now = await engineNow(places)
  const answer =
    now.state === 'running'
      ? await get(`http://127.0.0.1:${now.mark.ports.page}/api/metrics`, 10_000)
      : null
  if (answer?.status === 200) return (JSON.parse(answer.body) as { data: MetricsList }).data
  throw new Problem('not-running', 'The engine does not answer, so its totals cannot be read.', {
    hints: ['claude-telemetry up', 'claude-telemetry logs'],
  })
}
