// `logs`: what the engine said of itself; with --follow also what it says from now on.
import { type Call, type Verb, switchOption, textOption } from '../call.ts'
import { followLog, readLog } from '../embedded/life/read-log.ts'
import { type Outcome, Problem } from '../errors.ts'
import { momentOption } from '../plan/moment.ts'
import type { Answer } from '../talk.ts'
import { pauseOf } from '../world/wait.ts'

const services = ['engine'] as const
const usualTail = 100
const look = 200

export const logs: Verb = async (call) => {
  refuseUnknown(call.args)
  const since = momentOption('logs', '--since', textOption(call, 'since'), Date.now())
  const wish = { since, tail: tailOf(textOption(call, 'tail'), since) }
  if (switchOption(call, 'follow')) return follow(call, wish)
  const lines = await readLog(call.places, wish)
  const empty = since === null ? 'The log is empty.' : 'Nothing was logged since then.'
  return { data: { lines }, text: lines.length === 0 ? empty : lines.join('\n') }
}

function refuseUnknown(names: readonly string[]): void {
  const unknown = names.find((name) => !services.some((service) => service === name))
  if (unknown === undefined) return
  throw new Problem('bad-arguments', `There is no service called ${JSON.stringify(unknown)}.`, {
    hints: [`Services: ${services.join(', ')}.`, 'claude-telemetry logs engine'],
  })
}

/** Who names a moment wants all since then. */
function tailOf(text: string | null, since: number | null): number | null {
  if (text === null) return since === null ? usualTail : null
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new Problem('bad-arguments', `--tail ${text} is no number of lines.`, {
    hints: ['claude-telemetry logs --tail 50'],
  })
}

/** Until Ctrl-C, or until nobody reads any more; a restart of the engine does not end it. */
async function follow(
  { places, talk, signal, options }: Call,
  wish: Parameters<typeof readLog>[1],
): Promise<Answer> {
  if (options['json'] === true) {
    throw new Problem('bad-arguments', '--json is one document, and --follow has no end.', {
      hints: ['claude-telemetry logs --json --since 10m'],
    })
  }
  const log = await followLog(places, wish)
  try {
    let lines = log.first
    while (await talk.print(lines)) {
      if (!(await pauseOf(look, signal))) return { data: null, text: '', outcome: endOf(signal) }
      lines = await log.read()
    }
    return { data: null, text: '' }
  } finally {
    await log.close()
  }
}

function endOf({ reason }: AbortSignal): Outcome {
  return reason instanceof Problem ? reason.outcome : 'interrupted'
}
